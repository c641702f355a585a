# METADATA
# title: Container belongs to the root group
# description: |
#   Files of the node and of volumes are often open to group 0, root's own group. Give a group of
#   its own instead. (Images made for OpenShift expect group 0: ignore this rule for them.)
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: low
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   peers: [KSV-0116, "gatekeeper:users"]
#   controls: ["cwe:250"]
#   settings:
#     group:
#       default: 10001
#       description: The group that the fix gives to a container or pod.
package gatecheck.k8s.run_as_group_zero

import data.gatecheck.lib.denial
import data.gatecheck.lib.k8s

deny contains object.union(
	{
		"msg": sprintf("%s belongs to the root group: securityContext.%s is 0", [context.of, first.name]),
		"at": first.at,
		"fix": {"title": "use a group of its own", "ops": [found.op | some found in all]},
	},
	denial.others(all, "and here"),
) if {
	some context in k8s.security_contexts
	all := array.concat(_single(context), _supplemental(context))
	first := all[0]
}

_single(context) := [{"name": name, "at": at, "op": op} |
	some name in ["runAsGroup", "fsGroup"]
	context.fields[name] == 0
	at := array.concat(context.at, [name])
	op := {"op": "set", "at": at, "value": data.gatecheck.config.k8s.run_as_group_zero.group}
]

_supplemental(context) := [{
	"name": "supplementalGroups",
	"at": at,
	"op": {"op": "remove", "at": at},
} |
	groups := object.get(context.fields, "supplementalGroups", [])
	is_array(groups)
	some i, group in groups
	group == 0
	at := array.concat(context.at, ["supplementalGroups", i])
]
