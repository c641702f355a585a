# METADATA
# title: Secret written into a container's environment
# description: |
#   The value stands in the manifest: whoever reads the repository, or may look at pods in the
#   cluster, has it. Put it into a Secret that is not in the repository, and let the variable refer
#   to it with secretKeyRef. Change the value, since the history of the repository keeps it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   severity: high
#   category: secrets
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: manual
#   since: 0.1.0
#   peers: ["kube-linter:env-var-secret", "polaris:sensitiveContainerEnvVar", C-0012]
#   controls: ["cis-k8s@1.12:5.4.1", "cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.k8s.secret_in_env

import data.gatecheck.lib.k8s
import data.gatecheck.lib.secret

deny contains {
	"msg": sprintf("container %q is given the secret %s in clear", [container.name, variable.name]),
	"at": array.concat(at, ["value"]),
	"fix": {
		"title": "read it from a Secret",
		"ops": [
			{"op": "remove", "at": array.concat(at, ["value"])},
			{
				"op": "set",
				"at": array.concat(at, ["valueFrom", "secretKeyRef"]),
				"value": {"name": "<secret>", "key": variable.name},
			},
		],
	},
} if {
	some container in k8s.containers
	variables := object.get(container.raw, "env", [])
	is_array(variables)
	some i, variable in variables
	secret.is_name(variable.name)
	secret.is_literal(variable.value)
	not secret.is_login(variable.name, [other.name | some other in variables])
	at := array.concat(container.at, ["env", i])
}
