# METADATA
# title: Container may fill its node's disk
# description: |
#   Logs, emptyDir volumes and the writable layer of a container lie on its node's disk. Without a
#   limit one container can fill it, and the node then evicts others as well. Limit ephemeral
#   storage.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
# custom:
#   severity: low
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   opt_in: true
#   since: 0.1.0
#   peers: [
#     "kube-score:container-ephemeral-storage-request-and-limit",
#     "gatekeeper:ephemeralstoragelimit"]
#   controls: ["cwe:770", "nist-800-53:SC-6"]
#   settings:
#     limit:
#       default: 1Gi
#       description: The limit that the fix sets; the request, if that is more.
package gatecheck.k8s.ephemeral_storage_unlimited

import data.gatecheck.lib.resources

deny contains {
	"msg": sprintf("container %q has no ephemeral-storage limit", [c.name]),
	"at": at,
	"fix": {
		"title": sprintf("limit ephemeral storage to %v", [limit]),
		"ops": [{"op": "set", "at": at, "value": limit}],
	},
} if {
	some c in resources.containers
	not resources.limited(c, "ephemeral-storage")
	at := array.concat(c.at, ["resources", "limits", "ephemeral-storage"])
	limit := resources.limit(
		c,
		"ephemeral-storage",
		data.gatecheck.config.k8s.ephemeral_storage_unlimited.limit,
	)
}
