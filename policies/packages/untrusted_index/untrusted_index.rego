# METADATA
# title: Packages from an index that nothing vouches for
# description: |
#   With `--extra-index-url`, pip takes the highest version that any index has: whoever publishes
#   the name of an internal package at the other index gets installed (dependency confusion).
#   `--trusted-host` takes any certificate, and `http://` needs none, so whoever is on the way
#   chooses the code. Use one index that mirrors the others, over https.
# related_resources:
#   - ref: https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url
#   - ref: https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host
# custom:
#   severity: high
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   fix: unsafe
#   since: 0.1.0
#   peers: [GL079, CKV2_DOCKER_4]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:427", "cwe:295"]
#   settings:
#     public_indexes:
#       default:
#         - pypi.org
#         - download.pytorch.org
#         - pypi.nvidia.com
#         - pypi.ngc.nvidia.com
#         - data.pyg.org
#         - www.piwheels.org
#       description: Hosts of indexes that hold public packages only.
package gatecheck.packages.untrusted_index

import data.gatecheck.lib.environment
import data.gatecheck.lib.packages
import data.gatecheck.lib.shell

# An option of a package manager.
deny contains {
	"msg": sprintf("%s %s", [call.tool, problem]),
	"at": call.command.words_at[value.word],
	"fix": {"title": "leave the option out", "ops": _without(call.command, value)},
} if {
	some call in packages.calls
	call.tool in {"pip", "uv", "uvx", "pipx"}
	some option in ["--extra-index-url", "--trusted-host", "--allow-insecure-host"]
	some value in shell.values(call.command, {option})
	problem := _problem(call, option, value.value)
}

deny contains {
	"msg": sprintf("%s asks %s without encryption", [call.tool, value.value]),
	"at": call.command.words_at[value.word],
	"fix": {"title": "use https", "ops": [{
		"op": "replace",
		"at": call.command.words_at[value.word],
		"find": "http://",
		"with": "https://",
	}]},
} if {
	some call in packages.calls
	some value in shell.values(call.command, object.get(_sources, call.tool, set()))
	_is_plain(value.value)
}

# A variable, or a setting that stays.
deny contains object.union(
	{"msg": sprintf("%s: pip %s", [variable.name, problem]), "at": variable.at},
	_removed(variable),
) if {
	some variable in environment.variables
	option := _variables[upper(variable.name)]
	problem := _variable_problem(option, variable.value)
}

_sources := {
	"pip": _indexes,
	"uv": _indexes,
	"uvx": _indexes,
	"pipx": _indexes,
	"npm": {"--registry"},
	"npx": {"--registry"},
	"yarn": {"--registry"},
	"pnpm": {"--registry"},
	"bun": {"--registry"},
	"gem": {"-s", "--source"},
}

_indexes := {
	"-i", "--index-url", "--extra-index-url", "--index", "--default-index", "-f", "--find-links",
}

_variables := {
	"PIP_EXTRA_INDEX_URL": "--extra-index-url",
	"PIP_TRUSTED_HOST": "--trusted-host",
	"UV_INSECURE_HOST": "--trusted-host",
	"PIP_INDEX_URL": "--index-url",
	"UV_INDEX_URL": "--index-url",
	"UV_DEFAULT_INDEX": "--index-url",
	"NPM_CONFIG_REGISTRY": "--index-url",
}

_problem(call, "--extra-index-url", value) := _any_index if {
	# uv asks the indexes in turn and stays with the first that knows the name.
	call.command.program != "uv"
	call.tool != "uvx"
	not _is_public(value)
	not _is_plain(value)
}

_any_index := "takes the highest version that any of several indexes has"

# The same with the roles exchanged: the public index beside an internal one.
_problem(call, "--extra-index-url", value) := _any_index if {
	call.command.program != "uv"
	call.tool != "uvx"
	_is_public(value)
	some main in shell.values(call.command, {"-i", "--index-url"})
	not _is_public(main.value)
}

_problem(_, option, value) := sprintf("takes any certificate of %s", [value]) if {
	option in {"--trusted-host", "--allow-insecure-host"}
	not environment.is_local(value)
}

_variable_problem("--extra-index-url", value) := _any_index if {
	value != ""
	not _is_public(value)
}

_variable_problem("--trusted-host", value) := sprintf("takes any certificate of %s", [value]) if {
	value != ""
	not environment.is_local(value)
}

_variable_problem("--index-url", value) := sprintf("asks %s without encryption", [value]) if {
	_is_plain(value)
}

_is_public(value) if {
	host := regex.replace(regex.replace(value, `^https://([^/@]*@)?`, ""), `[/:].*$`, "")
	host in data.gatecheck.config.packages.untrusted_index.public_indexes
}

_is_plain(value) if {
	startswith(value, "http://")
	not environment.is_local(value)
}

# The option and, unless it is written with `=`, the word behind it.
_without(command, value) := [shell.remove_word(command, value.word)] if {
	startswith(command.words[value.word], "-")
} else := [shell.remove_word(command, value.word - 1), shell.remove_word(command, value.word)]

_removed(variable) := {"fix": {"title": "leave it out", "ops": [variable.remove]}} if {
	variable.remove != null
} else := {}
