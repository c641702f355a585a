# METADATA
# title: Debug logging shows the variables of jobs
# description: |
#   With CI_DEBUG_TRACE every job logs all its variables, also protected ones, and with
#   CI_DEBUG_SERVICES what services write; masking does not hold for what commands print of them.
#   Turn it on for one run by hand, and delete that job's log afterwards.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/variables/variables_troubleshooting/#enable-debug-logging
# custom:
#   severity: high
#   category: secrets
#   names_only: true
#   kinds: [gitlab-ci]
#   fix: safe
#   since: 0.1.0
#   peers: [GL033, "poutine:debug_enabled"]
#   controls: ["owasp-cicd:CICD-SEC-6", "nist-800-53:IA-5(7)", "cwe:532"]
package gatecheck.gitlab.debug_trace

import data.gatecheck.lib.gitlab

deny contains {
	"msg": sprintf("%s turns %s on", [variable.label, variable.name]),
	"at": variable.at,
	"fix": {
		"title": "turn debug logging off",
		"ops": [{"op": "remove", "at": _whole(variable)}],
	},
} if {
	some variable in gitlab.variables
	variable.name in {"CI_DEBUG_TRACE", "CI_DEBUG_SERVICES"}
	lower(sprintf("%v", [variable.value])) in {"true", "1", "yes", "on"}
}

# A list of variables that would be empty goes as a whole.
_whole(variable) := array.slice(variable.entry, 0, count(variable.entry) - 1) if variable.alone

_whole(variable) := variable.entry if not variable.alone
