# METADATA
# title: npm package without exact version
# description: |
#   Without an exact version the newest release is installed, also one that was taken over an hour
#   ago, and it runs its install scripts at once. Name the version (`name@1.2.3`), or add the
#   package to `package.json` and install from the lock file.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/commands/npm-install
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   since: 0.1.0
#   peers: [DL3016, "zizmor:adhoc-packages"]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.packages.npm_unpinned

import data.gatecheck.lib.packages
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf(
		"%s gets %s",
		[_command(call), concat(", and ", array.concat(
			_said("the newest version that fits", [p.text | some p in unpinned; _has_range(p.text)]),
			_said("whatever version is newest:", [p.text | some p in unpinned; not _has_range(p.text)]),
		))],
	),
	"at": call.command.words_at[unpinned[0].word],
} if {
	some call in packages.calls
	unpinned := [p |
		some p in _packages(call)
		p.literal
		_floats(p.text)
	]
	count(unpinned) > 0
}

_said(words, packages) := [concat(" ", [words, concat(", ", packages)]) | count(packages) > 0]

# `name@2`, `name@^2.1`; a tag such as `next` names no version.
_has_range(text) if {
	regex.match(`.@(npm:.*@)?[~^<>=v ]*[0-9]`, text)
	not _is_repository(text)
}

_command(call) := trim_space(concat(" ", [call.tool, call.sub]))

_packages(call) := call.operands if {
	concat(" ", [call.tool, call.sub]) in {
		"npm install", "npm i", "npm in", "npm add", "npm update", "npm up", "pnpm add",
		"pnpm install", "pnpm i",
		"yarn add", "yarn global add", "bun add", "bun install", "bun i", "bun a",
	}
	not packages.has_option(call, {"--package-lock-only", "--dry-run"})

	# Without packages to name, `npm update` means those of the lock file.
	count(call.operands) > 0
} else := array.concat(named, first) if {
	# These run one package; what follows are its own arguments.
	concat(" ", [call.tool, call.sub]) in {
		"npx ", "bunx ", "npm exec", "npm x", "pnpm dlx", "yarn dlx", "bun x",
	}
	named := [p |
		some value in shell.values(call.command, {"-p", "--package"})
		p := {"word": value.word, "text": value.value, "literal": call.command.literal[value.word]}
	]
	first := [p |
		count(named) == 0
		not packages.has_option(call, {"-c", "--call", "--no", "--no-install"})
		p := call.operands[0]
		_is_fetched(call, p)
	]
}

# npx runs what node_modules has, pinned by the lock file, and downloads only what is not there.
_is_fetched(call, _) if call.sub == "dlx"

_is_fetched(call, operand) if {
	some i in call.options
	i < operand.word
	call.command.words[i] in {"-y", "--yes"}
}

_is_fetched(_, operand) if regex.match(`.@`, operand.text)

# What is no exact version, no commit, no file and no variable.
_floats(text) if {
	regex.match(`^(@[A-Za-z0-9._-]+/)?[A-Za-z0-9._-]+(@[^/:]*)?$`, text)
	not regex.match(`^\.{1,2}$|\.(tgz|tar\.gz)$`, text)
	not regex.match(`.@(npm:.*@)?v?=?[0-9]+\.[0-9]+\.[0-9]+([-+].*)?$`, text)
}

# A git repository.
_floats(text) if {
	_is_repository(text)
	not regex.match(`#[0-9a-f]{40}$`, text)
	not startswith(text, ".")
}

_is_repository(text) if regex.match(`^(git\+|git:|git@|github:|gitlab:|bitbucket:)|\.git(#|$)`, text)

# owner/name at GitHub
_is_repository(text) if regex.match(`^[A-Za-z0-9_-]+/[A-Za-z0-9._-]+(#|$)`, text)
