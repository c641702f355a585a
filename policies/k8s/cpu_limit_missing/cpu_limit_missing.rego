# METADATA
# title: Container has no CPU limit
# description: |
#   A container without a limit takes whatever the node has left, so that how fast it is depends
#   on its neighbours. Whether to limit CPU at all is contested: a limit slows a container down
#   even on an idle node. This rule is for those who decided to.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: low
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   opt_in: true
#   since: 0.1.0
#   peers: [CKV_K8S_11, KSV-0011, C-0270, "polaris:cpuLimitsMissing"]
#   controls: ["cwe:770", "nist-800-53:SC-6"]
#   settings:
#     limit:
#       default: 500m
#       description: The limit that the fix sets; the request, if that is more.
package gatecheck.k8s.cpu_limit_missing

import data.gatecheck.lib.resources

deny contains {
	"msg": sprintf("container %q has no CPU limit", [c.name]),
	"at": at,
	"fix": {
		"title": sprintf("limit CPU to %v", [limit]),
		"ops": [{"op": "set", "at": at, "value": limit}],
	},
} if {
	some c in resources.containers
	not resources.limited(c, "cpu")
	at := array.concat(c.at, ["resources", "limits", "cpu"])
	limit := resources.limit(c, "cpu", data.gatecheck.config.k8s.cpu_limit_missing.limit)
}
