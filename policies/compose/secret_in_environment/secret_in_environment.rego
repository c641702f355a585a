# METADATA
# title: Secret is written into a service's environment
# description: |
#   Everybody who can read the repository, now or in its history, can read the secret, and so can
#   whoever may inspect the container or the image that is built with it. Replace the secret where
#   it is valid, and give the new one by `secrets:` or by a variable that is set on the host.
# related_resources:
#   - ref: https://docs.docker.com/compose/how-tos/use-secrets/
# custom:
#   severity: high
#   category: secrets
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   controls: [
#     "cis-docker@1.6:4.10", "owasp-cicd:CICD-SEC-6", "nist-800-53:IA-5(7)", "pci-dss@4.0.1:8.6.2",
#     "cwe:798"
#   ]
package gatecheck.compose.secret_in_environment

import data.gatecheck.lib.compose
import data.gatecheck.lib.secret

deny contains {
	"msg": sprintf("%s sets %s to a literal value", [variable.label, variable.name]),
	"at": variable.value_at,
	"fix": {
		"title": sprintf("take %s from the environment of Compose", [variable.name]),
		"ops": [{"op": "set", "at": variable.at, "value": _value(variable)}],
	},
} if {
	some variable in _variables
	secret.is_name(variable.name)
	secret.is_literal(variable.value)
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*$`, variable.name)
}

_variables := array.concat(
	compose.variables,
	[variable |
		some service in compose.services
		args := object.get(service.raw, ["build", "args"], {})
		some found in compose.entries(args, array.concat(service.at, ["build", "args"]))
		variable := object.union(found, {"label": sprintf("the build of %s", [service.label])})
	],
)

# Compose fails with these words if nobody set the variable.
_value(variable) := sprintf("${%s:?is not set}", [variable.name]) if {
	not is_number(variable.at[count(variable.at) - 1])
}

_value(variable) := sprintf("%s=${%s:?is not set}", [variable.name, variable.name]) if {
	is_number(variable.at[count(variable.at) - 1])
}
