package gatecheck.k8s.sensitive_host_path_test

import data.gatecheck.k8s.sensitive_host_path

_denials(path) := d if {
	spec := {"volumes": [{"name": "v", "hostPath": {"path": path}}], "containers": [{"name": "a"}]}
	d := sensitive_host_path.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

_at := ["spec", "volumes", 0, "hostPath", "path"]

test_sensitive if {
	_denials("/") == {{"msg": `volume "v" mounts the node's /`, "at": _at}}
	_denials("/etc/kubernetes/pki/") == {{
		"msg": `volume "v" mounts the node's /etc/kubernetes/pki`,
		"at": _at,
	}}
}

test_others if {
	_denials("/etc/localtime") == set()
	_denials("/proc/docker.sock") == set()
	_denials("/srv") == set()
}
