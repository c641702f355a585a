# METADATA
# title: Container has no memory limit
# description: |
#   A container without a limit can take all of the memory of its node, by a leak or by an attack,
#   and the kernel then kills its neighbours. Set a limit; where it equals the request, the
#   container never takes memory that it was not promised. (A limit of the whole pod counts.)
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/
# custom:
#   severity: medium
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   peers: [
#     CKV_K8S_13, KSV-0018, C-0271, "kube-linter:unset-memory-requirements",
#     "polaris:memoryLimitsMissing"]
#   controls: ["cwe:770", "nist-800-53:SC-6"]
#   settings:
#     limit:
#       default: 256Mi
#       description: The limit that the fix sets for a container that requests no memory either.
package gatecheck.k8s.memory_limit_missing

import data.gatecheck.lib.resources

deny contains {
	"msg": sprintf("container %q has no memory limit", [c.name]),
	"at": at,
	"fix": {
		"title": sprintf("limit memory to %v", [limit]),
		"ops": [{"op": "set", "at": at, "value": limit}],
	},
} if {
	some c in resources.containers
	not resources.limited(c, "memory")
	at := array.concat(c.at, ["resources", "limits", "memory"])
	limit := _limit(object.get(c.resources.requests, "memory", null))
}

# No more than what is requested; a request of nothing cannot be a limit.
_limit(request) := request if not request in {null, 0, "0"}

_limit(request) := data.gatecheck.config.k8s.memory_limit_missing.limit if request in {null, 0, "0"}
