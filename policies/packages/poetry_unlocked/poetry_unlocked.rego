# METADATA
# title: Python project installed without the lock file's hold
# description: |
#   `uv sync` writes a lock file that does not fit anew, `pipenv install` goes on with it, and
#   `poetry update` and `poetry lock` ask for the newest versions, so a build can get versions that
#   nobody has looked at. With `--locked` and `--deploy` it fails instead. (`poetry install` keeps
#   to its lock file by itself.)
# related_resources:
#   - ref: https://docs.astral.sh/uv/concepts/projects/sync/
#   - ref: https://pipenv.pypa.io/en/latest/commands.html
#   - ref: https://python-poetry.org/docs/cli/
# custom:
#   severity: low
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   fix: safe
#   since: 0.1.0
#   peers: [GL023]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.packages.poetry_unlocked

import data.gatecheck.lib.environment
import data.gatecheck.lib.packages
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf(
		"%s %s may install other versions than the lock file has",
		[call.tool, call.sub],
	),
	"at": call.command.words_at[call.sub_word],
	"fix": {
		"title": "hold it to the lock file",
		"applicability": packages.applicability(call, lock.files),
		"ops": [shell.insert_word(call.command, call.sub_word, lock.option)],
	},
} if {
	some call in packages.calls
	lock := _locks[concat(" ", [call.tool, call.sub])]
	count(call.operands) == 0
	not packages.has_option(call, lock.settled)
	not _is_set(lock)
	not packages.lacks_file(call, lock.files)
}

# Held to a lock file that is not there, it would only fail.
deny contains {
	"msg": packages.without_lock(call, sort(lock.files)[0]),
	"at": call.command.words_at[call.sub_word],
} if {
	some call in packages.calls
	lock := _locks[concat(" ", [call.tool, call.sub])]
	count(call.operands) == 0
	not packages.has_option(call, lock.settled)
	not _is_set(lock)
	packages.lacks_file(call, lock.files)
}

deny contains {
	"msg": sprintf("poetry %s asks for the newest versions", [call.sub]),
	"at": call.command.words_at[call.sub_word],
} if {
	some call in packages.calls
	call.tool == "poetry"
	call.sub in {"update", "lock"}
	not packages.has_option(call, {"--check", "--no-update", "--lock", "--dry-run", "--help"})
}

_is_set(lock) if {
	some variable in environment.variables
	variable.name in lock.variables
	not variable.value in {"", "0", "false"}
}

_locks := {
	"uv sync": {
		"option": "--locked",
		"files": {"uv.lock"},
		"settled": {"--locked", "--frozen", "--check", "--check-exists", "--dry-run", "--script", "-U", "--upgrade"},
		"variables": {"UV_LOCKED", "UV_FROZEN"},
	},
	"pipenv install": {
		"option": "--deploy",
		"files": {"Pipfile.lock"},
		"settled": {"--deploy", "--ignore-pipfile", "--skip-lock", "-r", "--requirements", "-e", "--editable"},
		"variables": {"PIPENV_IGNORE_PIPFILE"},
	},
}
