package gatecheck.k8s.runtime_socket_test

import data.gatecheck.k8s.runtime_socket

_denials(path) := d if {
	spec := {"volumes": [{"name": "v", "hostPath": {"path": path}}], "containers": [{"name": "a"}]}
	d := runtime_socket.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

_at := ["spec", "volumes", 0, "hostPath", "path"]

test_socket if {
	_denials("/var/run/docker.sock") == {{
		"msg": `volume "v" mounts the socket of the node's container runtime: /var/run/docker.sock`,
		"at": _at,
	}}
}

test_others if {
	_denials("/var/run") == set()
	_denials("/run/spire/agent.sock") == set()
	_denials(null) == set()
}
