# METADATA
# title: User of the container may exist on the node
# description: |
#   Numbers up to 10000 are given to the users of the node itself. A process that breaks out of the
#   container has the rights of the user with the same number. Choose a number above that.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: low
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   opt_in: true
#   peers: [
#     CKV_K8S_40, KSV-0020, "kube-score:container-security-context-user-group-id",
#     "kics:Container Running With Low UID"
#   ]
#   controls: ["cwe:250"]
#   settings:
#     minimum:
#       default: 10001
#       description: The lowest number that a container's user may have.
package gatecheck.k8s.low_uid

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"%s runs as user %v, which may be a user of the node",
		[context.of, context.fields.runAsUser],
	),
	"at": at,
	"fix": {
		"title": sprintf("run as user %v", [data.gatecheck.config.k8s.low_uid.minimum]),
		"ops": [{"op": "set", "at": at, "value": data.gatecheck.config.k8s.low_uid.minimum}],
	},
} if {
	some context in k8s.security_contexts
	is_number(context.fields.runAsUser)

	# Root is k8s/run-as-user-zero.
	context.fields.runAsUser > 0
	context.fields.runAsUser < data.gatecheck.config.k8s.low_uid.minimum
	at := array.concat(context.at, ["runAsUser"])
}
