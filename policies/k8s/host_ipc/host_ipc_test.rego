package gatecheck.k8s.host_ipc_test

import data.gatecheck.k8s.host_ipc

_denials(spec) := d if {
	d := host_ipc.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

test_true if {
	_denials({"hostIPC": true, "containers": []}) == {{
		"msg": `Pod "p" shares the interprocess communication of its node: hostIPC is true`,
		"at": ["spec", "hostIPC"],
		"fix": {
			"title": "use interprocess communication of its own",
			"ops": [{"op": "remove", "at": ["spec", "hostIPC"]}],
		},
	}}
}

test_not_true if {
	_denials({"hostIPC": false, "containers": []}) == set()
	_denials({"hostIPC": "true", "containers": []}) == set()
	_denials({"containers": []}) == set()
}
