# METADATA
# title: Liveness or startup probe asks for several successes
# description: |
#   Only a readiness probe may have a success threshold other than 1. The API server refuses the
#   pod otherwise, so this cannot be deployed.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
# custom:
#   severity: high
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: safe
#   since: 0.1.0
#   peers: ["datree:CONTAINERS_INCORRECT_SUCCESSTHRESHOLD_VALUE"]
package gatecheck.k8s.probe_success_threshold

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"container %q: the successThreshold of a %s must be 1, not %v",
		[c.name, probe, threshold],
	),
	"at": at,
	"fix": {"title": "ask for one success", "ops": [{"op": "set", "at": at, "value": 1}]},
} if {
	some c in k8s.containers
	some probe in ["livenessProbe", "startupProbe"]
	threshold := object.get(c.raw, [probe, "successThreshold"], 1)
	is_number(threshold)

	# 0 stands for the default, which is 1.
	not threshold in {0, 1}
	at := array.concat(c.at, [probe, "successThreshold"])
}
