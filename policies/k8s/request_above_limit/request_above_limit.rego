# METADATA
# title: Container requests more than its limit
# description: |
#   The API server refuses a pod whose request is above its limit, so this cannot be deployed.
#   Raise the limit or request less.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: high
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
package gatecheck.k8s.request_above_limit

import data.gatecheck.lib.k8s
import data.gatecheck.lib.quantity

# One finding a resource: each is a mistake of its own, at its own place.
deny contains {
	"msg": sprintf(
		"container %q requests more %s than its limit: %v is above %v",
		[c.name, resource, request, limit],
	),
	"at": array.concat(c.at, ["resources", "requests", resource]),
	"related": [{"at": limit_at, "msg": "the limit"}],
	"fix": {
		"title": "raise the limit to the request",
		"ops": [{"op": "set", "at": limit_at, "value": request}],
	},
} if {
	some c in k8s.containers
	some resource, request in c.resources.requests
	limit := c.resources.limits[resource]
	quantity.amount(request) > quantity.amount(limit)
	limit_at := array.concat(c.at, ["resources", "limits", resource])
}
