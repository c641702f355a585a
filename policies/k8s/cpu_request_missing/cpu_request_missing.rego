# METADATA
# title: Container requests no CPU
# description: |
#   Without a request the scheduler counts the container as nothing: it puts the pod on a node
#   that is full already, and when the node is busy the container is served last. Request what it
#   needs to work. (A limit counts as a request; so does a request of the whole pod.)
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
# custom:
#   severity: medium
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   peers: [
#     CKV_K8S_10, KSV-0015, C-0268, "kube-linter:unset-cpu-requirements",
#     "polaris:cpuRequestsMissing", "kube-score:container-resources"]
#   controls: ["nist-800-53:SC-6"]
#   settings:
#     request:
#       default: 100m
#       description: What the fix requests.
package gatecheck.k8s.cpu_request_missing

import data.gatecheck.lib.resources

deny contains {
	"msg": sprintf("container %q requests no CPU", [c.name]),
	"at": at,
	"fix": {
		"title": sprintf("request %v of CPU", [request]),
		"ops": [{"op": "set", "at": at, "value": request}],
	},
} if {
	request := data.gatecheck.config.k8s.cpu_request_missing.request
	some c in resources.containers
	not resources.requested(c, "cpu")
	at := array.concat(c.at, ["resources", "requests", "cpu"])
}
