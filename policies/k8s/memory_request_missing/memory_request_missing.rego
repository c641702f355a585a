# METADATA
# title: Container requests no memory
# description: |
#   Without a request the scheduler counts the container as nothing, so that it may fill a node
#   beyond its memory; when memory then runs short, this container is among the first to be
#   killed. Request what it needs. (A limit counts as a request; so does a request of the whole
#   pod.)
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#   - ref: https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
# custom:
#   severity: medium
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   peers: [
#     CKV_K8S_12, KSV-0016, C-0269, "kube-linter:unset-memory-requirements",
#     "polaris:memoryRequestsMissing"]
#   controls: ["nist-800-53:SC-6"]
#   settings:
#     request:
#       default: 128Mi
#       description: What the fix requests.
package gatecheck.k8s.memory_request_missing

import data.gatecheck.lib.resources

deny contains {
	"msg": sprintf("container %q requests no memory", [c.name]),
	"at": at,
	"fix": {
		"title": sprintf("request %v of memory", [request]),
		"ops": [{"op": "set", "at": at, "value": request}],
	},
} if {
	request := data.gatecheck.config.k8s.memory_request_missing.request
	some c in resources.containers
	not resources.requested(c, "memory")
	at := array.concat(c.at, ["resources", "requests", "memory"])
}
