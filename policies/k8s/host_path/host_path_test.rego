package gatecheck.k8s.host_path_test

import data.gatecheck.k8s.host_path

_denials(path) := d if {
	spec := {"volumes": [{"name": "v", "hostPath": {"path": path}}], "containers": [{"name": "a"}]}
	d := host_path.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

_at := ["spec", "volumes", 0, "hostPath", "path"]

test_host_path if {
	_denials("/srv/data/") == {{"msg": `volume "v" mounts the node's /srv/data`, "at": _at}}
}

test_others if {
	_denials("/etc") == set()
	_denials("/run/containerd/containerd.sock") == set()
	_denials(null) == set()
}
