# METADATA
# title: SELinux label is chosen by the pod
# description: |
#   SELinux separates containers from the node by their type, user and role. A pod that chooses them
#   itself, such as spc_t, steps over that border. Leave the fields out: the runtime chooses a label
#   for each container. A level of its own is fine.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [KSV-0025, "gatekeeper:selinux"]
#   controls: ["pss:baseline", "nist-800-53:AC-6"]
package gatecheck.k8s.selinux_custom

import data.gatecheck.lib.denial
import data.gatecheck.lib.k8s

deny contains object.union(denial.others(all, "and here"), {
	"msg": sprintf("%s chooses its own SELinux %s: %q", [context.of, all[0].key, all[0].value]),
	"at": all[0].at,
	"fix": {
		"title": "let the runtime choose",
		"ops": [{"op": "remove", "at": found.at} | some found in all],
	},
}) if {
	some context in k8s.security_contexts
	all := [found |
		some key in ["type", "user", "role"]
		value := object.get(context.fields, ["seLinuxOptions", key], "")
		is_string(value)
		not value in _allowed[key]
		found := {"key": key, "value": value, "at": array.concat(context.at, ["seLinuxOptions", key])}
	]
	count(all) > 0
}

_allowed := {
	"type": {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"},
	"user": {""},
	"role": {""},
}
