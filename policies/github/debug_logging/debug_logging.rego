# METADATA
# title: Debug logging is left on
# description: |
#   ACTIONS_STEP_DEBUG and ACTIONS_RUNNER_DEBUG write what actions do, and with what, into the log. Values
#   that are derived from secrets are not masked there, and everyone who can read the repository can
#   read the log. Take the variable out; to debug one run, choose "Enable debug logging" when running
#   it again.
# related_resources:
#   - ref: https://docs.github.com/en/actions/how-tos/monitor-workflows/enable-debug-logging
# custom:
#   severity: low
#   category: hygiene
#   kinds: [github-actions]
#   since: 0.1.0
#   fix: safe
#   peers: ["poutine:debug_enabled"]
package gatecheck.github.debug_logging

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("%s is set for %s: the log says more than it should", [variable.name, variable.label]),
	"at": variable.at,
	"fix": {"title": "turn debug logging off", "ops": [{"op": "remove", "at": variable.at}]},
} if {
	some variable in github.variables
	upper(variable.name) in {"ACTIONS_STEP_DEBUG", "ACTIONS_RUNNER_DEBUG"}
	_is_on(variable.value)
}

_is_on(value) if value == true

_is_on(value) if {
	is_string(value)
	lower(trim_space(value)) == "true"
}
