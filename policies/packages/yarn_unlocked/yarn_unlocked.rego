# METADATA
# title: JavaScript packages installed without the lock file's hold
# description: |
#   Without `--frozen-lockfile`, `yarn`, `pnpm` and `bun` resolve again what the lock file does not
#   settle, so a build can get versions that nobody has looked at. With it the build fails instead.
#   (Yarn 2 and later call it `--immutable`, and know both; pnpm, and they, need no flag where the
#   variable `CI` is set.)
# related_resources:
#   - ref: https://classic.yarnpkg.com/en/docs/cli/install
#   - ref: https://yarnpkg.com/cli/install
#   - ref: https://pnpm.io/cli/install
#   - ref: https://bun.sh/docs/cli/install
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   fix: safe
#   since: 0.1.0
#   peers: [GL023]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.packages.yarn_unlocked

import data.gatecheck.lib.environment
import data.gatecheck.lib.packages
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf(
		"%s may install other versions than the lock file has",
		[trim_space(concat(" ", [call.tool, call.sub]))],
	),
	"at": call.command.words_at[call.sub_word],
	"fix": {
		"title": "hold it to the lock file",
		"applicability": packages.applicability(call, _files[call.tool]),
		"ops": [shell.insert_word(call.command, call.sub_word, "--frozen-lockfile")],
	},
} if {
	some call in packages.calls
	_installs(call)
	count(call.operands) == 0
	not packages.has_option(call, _settled)
	not _is_ci(call)
	not packages.lacks_file(call, _files[call.tool])
}

# `--frozen-lockfile` would only fail.
deny contains {
	"msg": packages.without_lock(call, sort(_files[call.tool])[0]),
	"at": call.command.words_at[call.sub_word],
} if {
	some call in packages.calls
	_installs(call)
	count(call.operands) == 0
	not packages.has_option(call, _settled)
	not _is_ci(call)
	packages.lacks_file(call, _files[call.tool])
}

_installs(call) if concat(" ", [call.tool, call.sub]) in {
	"yarn install", "pnpm install", "pnpm i", "bun install", "bun i",
}

# `yarn` alone installs.
_installs(call) if {
	call.tool == "yarn"
	call.sub == ""
	not packages.has_option(call, {"--version", "-v", "--help", "-h"})
}

# Held to the lock file, or meant to change it.
_settled := {
	"--frozen-lockfile", "--immutable", "--immutable-cache", "--pure-lockfile", "--lockfile-only",
	"--mode",
	"--no-frozen-lockfile", "--no-immutable", "--no-lockfile", "--global", "-g", "--dry-run",
	"--offline",
}

# pnpm holds to the lock file where the variable CI is set, as runners do.
_is_ci(call) if {
	call.tool == "pnpm"
	call.command.cmd == ""
}

_is_ci(call) if {
	call.tool in {"pnpm", "yarn"}
	some variable in environment.variables
	variable.name in {"CI", "YARN_ENABLE_IMMUTABLE_INSTALLS", "NPM_CONFIG_FROZEN_LOCKFILE"}
	variable.value in {"true", "1"}
}

_files := {
	"yarn": {"yarn.lock"},
	"pnpm": {"pnpm-lock.yaml"},
	"bun": {"bun.lock", "bun.lockb"},
}
