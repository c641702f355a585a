package gatecheck.k8s.writable_host_path_test

import data.gatecheck.k8s.writable_host_path

_denials(host, mounts) := d if {
	spec := {
		"volumes": [{"name": "v", "hostPath": host}, {"name": "w", "emptyDir": {}}],
		"containers": [{"name": "a", "volumeMounts": mounts}],
	}
	d := writable_host_path.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

test_writable if {
	at := ["spec", "containers", 0, "volumeMounts", 1, "readOnly"]
	_denials({"path": "/srv"}, [{"name": "w"}, {"name": "v"}]) == {{
		"msg": `container "a" can write to the node's /srv`,
		"at": at,
		"related": [{"at": ["spec", "volumes", 0, "hostPath", "path"], "msg": "the path of the node"}],
		"fix": {"title": "mount it read-only", "ops": [{"op": "set", "at": at, "value": true}]},
	}}
}

test_values if {
	count(_denials({"path": "/srv"}, [{"name": "v", "readOnly": false}])) == 1
	count(_denials({"path": "/srv"}, [{"name": "v", "readOnly": true}])) == 0
	count(_denials({"path": "/srv"}, [{"name": "w"}])) == 0
	count(_denials({"path": "/srv"}, null)) == 0
}

test_sockets_and_devices if {
	count(_denials({"path": "/dev/kvm", "type": "CharDevice"}, [{"name": "v"}])) == 0
	count(_denials({"path": "/run/agent.sock", "type": "Socket"}, [{"name": "v"}])) == 0
	count(_denials({"path": "/run/containerd"}, [{"name": "v"}])) == 0
	count(_denials({"path": "/run/agent.sock"}, [{"name": "v"}])) == 0
	count(_denials({"path": "/dev/log"}, [{"name": "v"}])) == 0
	count(_denials({"path": "/dev"}, [{"name": "v"}])) == 1
}
