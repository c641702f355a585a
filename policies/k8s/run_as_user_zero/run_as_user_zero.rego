# METADATA
# title: Container runs as root
# description: |
#   User 0 is root. A process that breaks out of the container is root on the node, and inside it
#   can change every file. Give a number of its own, one that no user of the node has, and make the
#   image's files readable for it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: high
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-restricted]
#   peers: [KSV-0105, C-0013, "kube-linter:run-as-non-root", "kyverno:require-run-as-non-root-user"]
#   controls: [
#     "cis-k8s@1.12:5.2.7", "pss:restricted", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "pci-dss@4.0.1:2.2.6", "cwe:250"
#   ]
#   settings:
#     user:
#       default: 10001
#       description: The user that the fix gives to a container.
package gatecheck.k8s.run_as_user_zero

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("%s runs as root: securityContext.runAsUser is 0", [context.of]),
	"at": at,
	"fix": {
		"title": sprintf("run as user %v", [data.gatecheck.config.k8s.run_as_user_zero.user]),
		"ops": array.concat([set_user], _required(context)),
	},
} if {
	some context in k8s.security_contexts
	context.fields.runAsUser == 0
	at := array.concat(context.at, ["runAsUser"])
	set_user := {"op": "set", "at": at, "value": data.gatecheck.config.k8s.run_as_user_zero.user}
}

_required(context) := [] if context.fields.runAsNonRoot == true

_required(context) := [{
	"op": "set",
	"at": array.concat(context.at, ["runAsNonRoot"]),
	"value": true,
}] if {
	object.get(context.fields, "runAsNonRoot", false) != true
}
