package gatecheck.k8s.host_pid_test

import data.gatecheck.k8s.host_pid

_denials(spec) := d if {
	d := host_pid.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

test_true if {
	_denials({"hostPID": true, "containers": []}) == {{
		"msg": `Pod "p" shares the process IDs of its node: hostPID is true`,
		"at": ["spec", "hostPID"],
		"fix": {
			"title": "use process IDs of its own",
			"ops": [{"op": "remove", "at": ["spec", "hostPID"]}],
		},
	}}
}

test_not_true if {
	_denials({"hostPID": false, "containers": []}) == set()
	_denials({"hostPID": "true", "containers": []}) == set()
	_denials({"containers": []}) == set()
}
