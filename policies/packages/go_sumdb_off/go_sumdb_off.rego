# METADATA
# title: Go checksum database is off
# description: |
#   The checksum database is what notices that a module's version is not what everyone else got.
#   Without it, a changed module goes straight into `go.sum`. Name only the private modules
#   (`GOPRIVATE=git.example.com/*`), and leave the rest on.
# related_resources:
#   - ref: https://go.dev/ref/mod#checksum-database
#   - ref: https://go.dev/ref/mod#private-module-privacy
# custom:
#   severity: high
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   fix: unsafe
#   since: 0.1.0
#   peers: []
#   controls: ["owasp-cicd:CICD-SEC-3", "owasp-cicd:CICD-SEC-9", "cwe:494"]
package gatecheck.packages.go_sumdb_off

import data.gatecheck.lib.environment

deny contains object.union(
	{
		"msg": sprintf(
			"%s=%s %s",
			[variable.name, variable.value, _effect(variable)],
		),
		"at": variable.at,
	},
	_fix(variable),
) if {
	some variable in environment.variables
	_effect(variable)
}

_effect(variable) := "switches the check of new modules off" if {
	variable.name == "GOSUMDB"
	variable.value == "off"
}

_effect(variable) := "switches the check of new modules off for all of them" if {
	variable.name in {"GONOSUMDB", "GOPRIVATE"}
	_is_all(variable.value)
}

_effect(variable) := "allows every module to come without encryption" if {
	variable.name == "GOINSECURE"
	_is_all(variable.value)
}

_effect(variable) := "switches the check of new modules off" if {
	variable.name in {"GONOSUMCHECK", "GONOSUMDBCHECK"}
	not variable.value in {"", "0", "false"}
}

_effect(variable) := "allows modules to come without encryption" if {
	variable.name == "GOFLAGS"
	regex.match(`(^|\s)--?insecure(\s|=|$)`, variable.value)
}

_is_all(value) if {
	some pattern in split(value, ",")
	trim_space(pattern) in {"*", "*.*", "**"}
}

_fix(variable) := {"fix": {"title": "leave it on", "ops": [variable.remove]}} if {
	variable.remove != null
} else := {}
