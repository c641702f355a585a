# METADATA
# title: Container adds a capability that amounts to root on the node
# description: |
#   Each of these capabilities is enough by itself to leave the container: to mount the node's
#   disks, load kernel modules, read any file, look into other processes, or take over the network.
#   Remove it. Where it is really needed, keep it to a small pod of its own.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: high
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [CKV_K8S_39, KSV-0005, KSV-0120, C-0046, "kics:Containers With Sys Admin Capabilities"]
#   controls: [
#     "cis-k8s@1.12:5.2.9", "pss:baseline", "nist-800-53:AC-6", "nist-800-53:CM-7",
#     "pci-dss@4.0.1:2.2.6", "cwe:250"
#   ]
package gatecheck.k8s.dangerous_capability

import data.gatecheck.lib.capability
import data.gatecheck.lib.denial
import data.gatecheck.lib.k8s

deny contains object.union(denial.others(all, "and this one"), {
	"msg": sprintf(
		"container %q adds %s",
		[c.name, concat(", ", [found.written | some found in all])],
	),
	"at": all[0].at,
	"fix": {
		"title": "add no such capability",
		"ops": [{"op": "remove", "at": found.at} | some found in all],
	},
}) if {
	some c in k8s.containers
	all := [found | some found in capability.added(c); _is_meant(found.name)]
	count(all) > 0
}

_is_meant(name) if name in capability.dangerous
