package gatecheck.packages.poetry_unlocked_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.poetry_unlocked

test_denial if {
	poetry_unlocked.deny == {{
		"msg": "uv sync may install other versions than the lock file has",
		"at": ["instructions", 1, "commands", 0, "args", 0],
		"fix": {
			"title": "hold it to the lock file",
			"applicability": "unsafe",
			"ops": [{"op": "insert", "at": ["instructions", 1, "commands", 0, "args", 1], "value": "--locked"}],
		},
	}} with input as sample.run(["uv sync --no-dev"])
}

test_poetry if {
	poetry_unlocked.deny == {{
		"msg": "poetry update asks for the newest versions",
		"at": ["instructions", 1, "commands", 0, "args", 0],
	}} with input as sample.run(["poetry update --no-interaction"])
}

test_silent if {
	every line in [
		"uv sync --locked", "uv sync --frozen --no-dev", "pipenv install --deploy --system",
		"pipenv install a",
		"pipenv sync", "poetry install", "poetry sync", "poetry lock --check", "poetry add a",
		"uv run a",
	] {
		poetry_unlocked.deny == set() with input as sample.run([line])
	}
	poetry_unlocked.deny == set() with input as sample.run(["export UV_FROZEN=1", "uv sync"])
	count(poetry_unlocked.deny) == 1 with input as sample.run(["export UV_FROZEN=0", "uv sync"])
}
