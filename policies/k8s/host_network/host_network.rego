# METADATA
# title: Pod shares the network of its node
# description: |
#   The containers can reach what listens on the node's loopback, see its traffic, and are not held
#   by network policies. Leave the field out, unless the pod is part of the network itself, and
#   reach it through a Service.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   severity: high
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [CKV_K8S_19, KSV-0009, C-0041, "kube-linter:host-network", "polaris:hostNetworkSet"]
#   controls: ["cis-k8s@1.12:5.2.5", "pss:baseline", "nist-800-53:SC-39", "hipaa:164.312(a)(1)"]
package gatecheck.k8s.host_network

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("%s shares the network of its node: hostNetwork is true", [k8s.workload]),
	"at": at,
	"fix": {
		"title": "use a network of its own",
		"ops": array.concat([{"op": "remove", "at": at}], _policy),
	},
} if {
	k8s.pod.spec.hostNetwork == true
	at := array.concat(k8s.pod.at, ["hostNetwork"])
}

# The DNS policy that goes with the node's network is of no use without it.
_policy := [{"op": "remove", "at": array.concat(k8s.pod.at, ["dnsPolicy"])} |
	k8s.pod.spec.dnsPolicy == "ClusterFirstWithHostNet"
]
