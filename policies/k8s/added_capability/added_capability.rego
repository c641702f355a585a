# METADATA
# title: Container adds a capability beyond the ordinary
# description: |
#   What runtimes give to a container is what nearly all programs need. More of root's powers widen
#   what an attacker can do from inside, up to the clock, the logs or the network of the node.
#   Remove the capability, or ask for the one thing it stands for in another way.
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
#   peers: [
#     CKV_K8S_25, KSV-0022, C-0046, "polaris:dangerousCapabilities",
#     "kics:Containers With Added Capabilities"
#   ]
#   controls: [
#     "cis-k8s@1.12:5.2.9", "pss:baseline", "nist-800-53:CM-7", "pci-dss@4.0.1:2.2.6", "cwe:250"
#   ]
package gatecheck.k8s.added_capability

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

# The dangerous ones are k8s/dangerous-capability.
_is_meant(name) if not name in capability.ordinary | capability.dangerous
