# METADATA
# title: Probe of a container goes to another host
# description: |
#   The kubelet sends probes and hooks from the node's network. With a host of its own a pod makes
#   it call whatever it likes there, also what listens on the node alone. Leave the field out: the
#   probe then goes to the pod.
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
#   peers: ["gatekeeper:host-probes-lifecycle"]
#   controls: ["pss:baseline", "cwe:918"]
package gatecheck.k8s.probe_host

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q has its %s sent to %q", [c.name, concat(".", way), host]),
	"at": at,
	"fix": {"title": "send it to the pod", "ops": [{"op": "remove", "at": at}]},
} if {
	some c in k8s.containers
	some way in _ways
	host := object.get(c.raw, array.concat(way, ["host"]), "")
	is_string(host)
	host != ""
	at := array.concat(array.concat(c.at, way), ["host"])
}

_ways := [array.concat(where, [how]) |
	some where in [
		["livenessProbe"], ["readinessProbe"], ["startupProbe"],
		["lifecycle", "postStart"], ["lifecycle", "preStop"],
	]
	some how in ["httpGet", "tcpSocket"]
]
