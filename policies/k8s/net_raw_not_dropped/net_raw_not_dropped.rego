# METADATA
# title: Container may forge network packets
# description: |
#   With NET_RAW, which runtimes give to every container, a container can send packets under any
#   address and so pose as another one, or as the cluster's DNS. Drop it, best with ALL. (Off by
#   default: k8s/capabilities-not-dropped asks for more.)
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   opt_in: true
#   peers: [
#     CKV_K8S_28, KSV-0119, C-0199, "kube-linter:drop-net-raw-capability",
#     "kics:NET_RAW Capabilities Not Being Dropped"
#   ]
#   controls: ["cis-k8s@1.12:5.2.8", "nist-800-53:CM-7", "pci-dss@4.0.1:2.2.6"]
package gatecheck.k8s.net_raw_not_dropped

import data.gatecheck.lib.capability
import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q does not drop the capability NET_RAW", [c.name]),
	"at": at,
	"fix": {"title": "drop NET_RAW", "ops": [{
		"op": "insert",
		"at": array.concat(at, [count(dropped)]),
		"value": "NET_RAW",
	}]},
} if {
	some c in k8s.containers
	c.os != "windows"
	_says(c)
	dropped := [found.name | some found in capability.dropped(c)]
	not "ALL" in dropped
	not "NET_RAW" in dropped
	at := array.concat(c.at, ["securityContext", "capabilities", "drop"])
}

_says(c) if k8s.is_whole(c)

_says(c) if count(capability.dropped(c)) > 0
