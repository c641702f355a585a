package gatecheck.packages.yarn_unlocked_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.yarn_unlocked

test_denial if {
	yarn_unlocked.deny == {{
		"msg": "pnpm i may install other versions than the lock file has",
		"at": ["instructions", 1, "commands", 0, "args", 0],
		"fix": {
			"title": "hold it to the lock file",
			"applicability": "unsafe",
			"ops": [{
				"op": "insert",
				"at": ["instructions", 1, "commands", 0, "args", 1],
				"value": "--frozen-lockfile",
			}],
		},
	}} with input as sample.run(["pnpm i --prod"])
}

test_yarn_alone if {
	some denial in yarn_unlocked.deny with input as sample.script(["yarn --production"])
	denial.at == ["a", "script", 0, {"slice": [0, 4]}]
	denial.fix.ops == [{"op": "set", "at": denial.at, "value": "yarn --frozen-lockfile"}]
}

test_denied if {
	every line in [
		"yarn", "yarn install", "yarn --cwd web install", "bun install", "bun i",
		"corepack pnpm install",
	] {
		count(yarn_unlocked.deny) == 1 with input as sample.run([line])
	}
}

test_silent if {
	every line in [
		"yarn install --frozen-lockfile", "yarn --immutable", "yarn build", "yarn --version",
		"pnpm add a", "bun run x",
		"pnpm install --frozen-lockfile=true", "pnpm install --lockfile-only",
		"yarn install --mode=update-lockfile",
		"bun install a", "npm install", "yarn global add a",
	] {
		yarn_unlocked.deny == set() with input as sample.run([line])
	}
}

test_silent_in_ci if {
	yarn_unlocked.deny == set() with input as sample.script(["pnpm install"])
	yarn_unlocked.deny == set() with input as sample.run(["export CI=true", "pnpm install"])
}
