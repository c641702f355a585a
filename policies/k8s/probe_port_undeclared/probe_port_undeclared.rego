# METADATA
# title: Probe asks a port that is not declared
# description: |
#   A port that is given by name must be one of the container's own `ports`. If none has that name
#   the probe always fails: the container is never ready, or restarted for ever. Declare the port
#   or correct the name.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
# custom:
#   severity: medium
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   since: 0.1.0
#   peers: ["kube-linter:liveness-port", "kube-linter:readiness-port", "kube-linter:startup-port"]
package gatecheck.k8s.probe_port_undeclared

import data.gatecheck.lib.k8s
import data.gatecheck.lib.quantity

# One finding a probe: each is a mistake of its own, at its own place.
deny contains {
	"msg": sprintf(
		"container %q declares no port named %q, which its %s asks",
		[c.name, port, asking.what],
	),
	"at": array.concat(c.at, path),
} if {
	some c in k8s.containers

	# One without an image is a patch of a container: the ports may be declared where it is whole.
	c.image != ""
	some asking in _askings
	some way in ["httpGet", "tcpSocket"]
	path := array.concat(asking.at, [way, "port"])
	port := object.get(c.raw, path, null)
	is_string(port)
	not quantity.templated(port)
	not port in _declared(c.raw)
}

_askings := [
	{"what": "livenessProbe", "at": ["livenessProbe"]},
	{"what": "readinessProbe", "at": ["readinessProbe"]},
	{"what": "startupProbe", "at": ["startupProbe"]},
	{"what": "postStart hook", "at": ["lifecycle", "postStart"]},
	{"what": "preStop hook", "at": ["lifecycle", "preStop"]},
]

_declared(container) := {name |
	ports := object.get(container, "ports", [])
	is_array(ports)
	some port in ports
	is_object(port)
	name := object.get(port, "name", null)
}
