# METADATA
# title: Container takes a port of its node
# description: |
#   The port is open on every network of the node, past network policies, and only one pod on each
#   node can have it. Leave hostPort out, and reach the pod through a Service.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [CKV_K8S_26, KSV-0024, C-0044, "polaris:hostPortSet"]
#   controls: ["cis-k8s@1.12:5.2.12", "pss:baseline", "nist-800-53:SC-7"]
package gatecheck.k8s.host_port

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q takes port %v of its node", [c.name, port.hostPort]),
	"at": at,
	"fix": {"title": "leave the node's port alone", "ops": [{"op": "remove", "at": at}]},
} if {
	some c in k8s.containers
	ports := object.get(c.raw, "ports", [])
	is_array(ports)
	some i, port in ports
	is_number(port.hostPort)
	port.hostPort != 0
	at := array.concat(c.at, ["ports", i, "hostPort"])
}
