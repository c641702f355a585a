# METADATA
# title: Workload runs a single replica
# description: |
#   With one replica the service is down whenever its node is drained or its pod is moved. Run two
#   or more, or let a HorizontalPodAutoscaler do it. Workloads that are recreated on update, and
#   those scaled to nothing, are left alone.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
# custom:
#   severity: low
#   category: limits
#   kinds: [kubernetes]
#   match:
#     - {group: apps, kind: Deployment}
#     - {group: extensions, kind: Deployment}
#     - {group: argoproj.io, kind: Rollout}
#   fix: unsafe
#   opt_in: true
#   since: 0.1.0
#   peers: [
#     "kube-linter:minimum-three-replicas", "kube-score:deployment-replicas",
#     "polaris:deploymentMissingReplicas"]
#   settings:
#     minimum:
#       default: 2
#       description: The fewest replicas that are enough.
package gatecheck.k8s.single_replica

deny contains object.union(
	{
		"msg": sprintf("%s runs %v of at least %v replicas", [_name, replicas, minimum]),
		"at": ["spec", "replicas"],
	},
	_fix(minimum),
) if {
	minimum := data.gatecheck.config.k8s.single_replica.minimum

	# What has no pods of its own is a patch.
	input.spec.template.spec.containers[0].image
	object.get(input.spec, ["strategy", "type"], "") != "Recreate"
	replicas := _replicas
	replicas > 0
	replicas < minimum
}

_replicas := 1 if object.get(input.spec, "replicas", null) == null

_replicas := input.spec.replicas if is_number(input.spec.replicas)

# Where the number is left out, an autoscaler may be in charge of it: that is for a person to know.
_fix(minimum) := {"fix": {
	"title": sprintf("run %v replicas", [minimum]),
	"ops": [{"op": "set", "at": ["spec", "replicas"], "value": minimum}],
	"applicability": _applicability,
}}

default _applicability := "manual"

_applicability := "unsafe" if is_number(input.spec.replicas)

_name := sprintf("%s %q", [input.kind, input.metadata.name]) if is_string(input.metadata.name)

_name := input.kind if not is_string(input.metadata.name)
