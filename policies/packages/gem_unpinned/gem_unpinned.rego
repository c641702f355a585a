# METADATA
# title: Gem without a version
# description: |
#   `gem install` without a version gets the newest release, also one that was taken over an hour
#   ago. `bundle install` resolves again where `Gemfile.lock` does not fit, unless it is frozen.
#   Name the version, and set `BUNDLE_FROZEN` (or `BUNDLE_DEPLOYMENT`) wherever nobody watches.
# related_resources:
#   - ref: https://guides.rubygems.org/command-reference/#gem-install
#   - ref: https://bundler.io/man/bundle-config.1.html
# custom:
#   severity: low
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   fix: safe
#   since: 0.1.0
#   peers: [DL3028]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.packages.gem_unpinned

import data.gatecheck.lib.docker
import data.gatecheck.lib.environment
import data.gatecheck.lib.packages
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf(
		"gem install gets whatever version is newest: %s",
		[concat(", ", [p.text | some p in unpinned])],
	),
	"at": call.command.words_at[unpinned[0].word],
} if {
	some call in packages.calls
	call.tool == "gem"
	call.sub in {"install", "i"}
	versions := [v | some v in shell.values(call.command, {"-v", "--version"}); _is_exact(v.value)]
	count(versions) == 0
	unpinned := [p |
		some p in call.operands
		p.literal
		regex.match(`^[A-Za-z0-9_-][A-Za-z0-9._-]*(:[^0-9].*)?$`, p.text)
		not endswith(p.text, ".gem")
	]
	count(unpinned) > 0
}

_is_exact(version) if regex.match(`^\s*=?\s*[0-9][0-9A-Za-z.]*\s*$|\$`, version)

deny contains {
	"msg": "bundle install may install other versions than Gemfile.lock has",
	"at": call.command.words_at[call.sub_word],
	"fix": {
		"title": "hold it to Gemfile.lock",
		"applicability": _applicability(call),
		"ops": [_op(call)],
	},
} if {
	some call in _unfrozen
}

_unfrozen := [call |
	some call in packages.calls
	call.tool == "bundle"
	call.sub in {"", "install", "i"}
	not packages.has_option(call, {"--frozen", "--deployment", "--local", "--version", "--help", "-v"})
	not _is_frozen(call)
]

# The first of the calls in the stage and those that it is built from: what is set before it holds for all of
# them, also for those that wait for ONBUILD.
_first(call) := [other |
	some other in _unfrozen
	other.command.script[1] in docker.instructions(input.stages[_stage(call)])
][0]

_stage(call) := input.instructions[call.command.script[1]].stage

_applicability(call) := packages.applicability(_first(call), {"Gemfile.lock"}) if {
	call.command.args_at != null
} else := "unsafe"

# The options that did this are gone from Bundler; the variable works with every version.
_op(call) := {"op": "insert", "at": _first(call).command.script, "value": "ENV BUNDLE_FROZEN=true"} if {
	call.command.args_at != null
} else := {"op": "set", "at": call.command.words_at[0], "value": "BUNDLE_FROZEN=true bundle"}

_is_frozen(_) if {
	some variable in environment.variables
	variable.name in {"BUNDLE_FROZEN", "BUNDLE_DEPLOYMENT"}
	not variable.value in {"", "0", "false"}
}

# `bundle config set --local deployment true`
_is_frozen(_) if {
	some call in packages.calls
	call.tool == "bundle"
	call.sub == "config"
	some word in call.operands
	word.text in {"frozen", "deployment"}
}
