# METADATA
# title: Container has no liveness probe
# description: |
#   Kubernetes restarts a container whose process ends, but one that hangs goes on hanging unless
#   a probe notices. Not every program needs one, and a careless one restarts healthy containers,
#   so this rule is off by default. Jobs, init containers and sidecars are left alone.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
# custom:
#   severity: low
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   opt_in: true
#   since: 0.1.0
#   peers: [
#     CKV_K8S_8, C-0056, "kube-linter:no-liveness-probe", "polaris:livenessProbeMissing",
#     "kube-score:pod-probes"]
package gatecheck.k8s.liveness_probe_missing

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q has no liveness probe", [c.name]),
	"at": array.concat(c.at, ["livenessProbe"]),
} if {
	_runs_on
	some c in k8s.containers
	c.kind == "container"

	# One without an image is a patch of a container.
	c.image != ""
	object.get(c.raw, "livenessProbe", null) == null
}

# What ends by itself is not to be probed.
_runs_on if {
	not endswith(k8s.pod.owner.kind, "Job")
	not contains(k8s.pod.owner.kind, "Workflow")
	object.get(k8s.pod.spec, "restartPolicy", "Always") in {"Always", null}
}
