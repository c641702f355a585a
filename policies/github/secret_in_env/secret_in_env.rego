# METADATA
# title: Secret is written into an environment of a workflow
# description: |
#   Everybody who can read the repository, now or in its history, can read the secret, and it is not
#   masked in logs. Replace the secret where it is valid, store the new one as a secret of the
#   repository or environment, and refer to it.
# related_resources:
#   - ref: https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets
# custom:
#   severity: high
#   category: secrets
#   kinds: [github-actions]
#   fix: unsafe
#   since: 0.1.0
#   controls: [
#     "owasp-cicd:CICD-SEC-6", "nist-800-53:IA-5(7)", "pci-dss@4.0.1:8.6.2", "cwe:798"
#   ]
package gatecheck.github.secret_in_env

import data.gatecheck.lib.github
import data.gatecheck.lib.secret
import data.gatecheck.lib.throwaway

deny contains {
	"msg": sprintf("%s sets %s to a literal value", [variable.label, variable.name]),
	"at": variable.at,
	"fix": {
		"title": sprintf("refer to a secret named %s", [_name(variable)]),
		"ops": [{
			"op": "set", "at": variable.at,
			"value": sprintf("${{ secrets.%s }}", [_name(variable)]),
		}],
	},
} if {
	some variable in github.variables
	secret.is_name(variable.name)
	secret.is_literal(variable.value)
	not throwaway.is_value(variable.value)
	not _of_service(variable)
}

# What names of secrets may not begin with has to be written differently.
_name(variable) := regex.replace(upper(regex.replace(variable.name, `[^A-Za-z0-9_]`, "_")), `^(GITHUB_|[0-9])`, "MY_${1}")

# The password of a database that lives as long as the job.
_of_service(variable) if {
	some container in github.containers
	contains(container.label, "service ")
	some value in _values(object.get(container.raw, "env", {}))
	value == variable.value
}

_values(env) := {value | some value in env} if is_object(env)

_values(env) := set() if not is_object(env)
