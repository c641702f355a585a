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

_logs(path, mounts) := {denial.msg |
	denied := sensitive_host_path.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {
			"containers": [{"name": "a", "volumeMounts": mounts}, {"name": "b", "volumeMounts": "odd"}],
			"volumes": [{"name": "logs", "hostPath": {"path": path}}],
		},
	}
	some denial in denied
}

test_logs_that_are_only_read if {
	read := {"name": "logs", "mountPath": "/logs", "readOnly": true}
	every path in ["/var/log", "/var/lib/docker/containers/"] {
		clean := trim_suffix(path, "/")
		mounts := {sprintf("volume \"logs\" mounts the node's %s", [clean])}
		_logs(path, [read, {"name": "tmp"}, "odd"]) == {
			sprintf("volume \"logs\" lets containers read the node's %s, with the logs of other pods", [clean]),
		}
		_logs(path, [read, {"name": "logs", "mountPath": "/x"}]) == mounts
		_logs(path, []) == mounts
	}
	_logs("/etc", [read]) == {`volume "logs" mounts the node's /etc`}
}
