package gatecheck.k8s.host_port_test

import data.gatecheck.k8s.host_port

_denials(ports) := d if {
	spec := {"containers": [{"name": "a", "ports": ports}]}
	d := host_port.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

test_host_port if {
	at := ["spec", "containers", 0, "ports", 1, "hostPort"]
	_denials([{"containerPort": 80}, {"containerPort": 53, "hostPort": 53}]) == {{
		"msg": `container "a" takes port 53 of its node`,
		"at": at,
		"fix": {"title": "leave the node's port alone", "ops": [{"op": "remove", "at": at}]},
	}}
}

test_others if {
	_denials([{"containerPort": 80, "hostPort": 0}, {"hostPort": null}]) == set()
	_denials(null) == set()
}
