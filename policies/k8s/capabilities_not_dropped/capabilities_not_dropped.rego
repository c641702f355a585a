# METADATA
# title: Container keeps capabilities that it does not need
# description: |
#   The runtime gives every container some of root's powers, such as changing the owner of files or
#   sending raw packets. Drop them all, and add back the one that is really needed: for most
#   programs none, for a port below 1024 NET_BIND_SERVICE.
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
#   profiles: [pss-restricted]
#   peers: [
#     CKV_K8S_37, KSV-0003, KSV-0004, KSV-0106, C-0055, "kyverno:require-drop-all",
#     "polaris:insecureCapabilities"
#   ]
#   controls: [
#     "cis-k8s@1.12:5.2.8", "cis-k8s@1.12:5.2.9", "pss:restricted", "nist-800-53:CM-7",
#     "pci-dss@4.0.1:2.2.6", "cwe:250"
#   ]
package gatecheck.k8s.capabilities_not_dropped

import data.gatecheck.lib.capability
import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q does not drop all capabilities", [c.name]),
	"at": at,
	"fix": {"title": "drop all capabilities", "ops": [{"op": "set", "at": at, "value": ["ALL"]}]},
} if {
	some c in k8s.containers
	c.os != "windows"
	_says(c)
	not "ALL" in {found.name | some found in capability.dropped(c)}
	at := array.concat(c.at, ["securityContext", "capabilities", "drop"])
}

_says(c) if k8s.is_whole(c)

_says(c) if count(capability.dropped(c)) > 0
