# METADATA
# title: Container adds a capability of the runtime again
# description: |
#   Pod Security's restricted level lets a container add NET_BIND_SERVICE and nothing else. These
#   capabilities are those that runtimes give anyway, so adding some of them after dropping all is
#   sensible, but not restricted. (Off by default.)
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: low
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   opt_in: true
#   profiles: [pss-restricted]
#   peers: [KSV-0106, C-0200, "kyverno:disallow-capabilities-strict"]
#   controls: ["cis-k8s@1.12:5.2.9", "pss:restricted", "nist-800-53:CM-7", "pci-dss@4.0.1:2.2.6"]
package gatecheck.k8s.added_default_capability

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

_is_meant(name) if name in capability.ordinary - {"NET_BIND_SERVICE"}
