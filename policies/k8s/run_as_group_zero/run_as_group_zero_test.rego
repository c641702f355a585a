package gatecheck.k8s.run_as_group_zero_test

import data.gatecheck.k8s.run_as_group_zero

_denials(spec) := d if {
	d := run_as_group_zero.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
		with data.gatecheck.config.k8s.run_as_group_zero.group as 7
}

test_all_in_one if {
	at := ["spec", "securityContext"]
	_denials({"securityContext": {"fsGroup": 0, "runAsGroup": 0, "supplementalGroups": [5, 0]}}) == {{
		"msg": `Pod "p" belongs to the root group: securityContext.runAsGroup is 0`,
		"at": array.concat(at, ["runAsGroup"]),
		"related": [
			{"at": array.concat(at, ["fsGroup"]), "msg": "and here"},
			{"at": array.concat(at, ["supplementalGroups", 1]), "msg": "and here"},
		],
		"fix": {"title": "use a group of its own", "ops": [
			{"op": "set", "at": array.concat(at, ["runAsGroup"]), "value": 7},
			{"op": "set", "at": array.concat(at, ["fsGroup"]), "value": 7},
			{"op": "remove", "at": array.concat(at, ["supplementalGroups", 1])},
		]},
	}}
}

test_container if {
	at := ["spec", "containers", 0, "securityContext", "runAsGroup"]
	_denials({"containers": [{"name": "a", "securityContext": {"runAsGroup": 0}}]}) == {{
		"msg": `container "a" belongs to the root group: securityContext.runAsGroup is 0`,
		"at": at,
		"fix": {"title": "use a group of its own", "ops": [{"op": "set", "at": at, "value": 7}]},
	}}
}

test_other_groups if {
	_denials({
		"securityContext": {"fsGroup": 1, "supplementalGroups": "0"},
		"containers": [{"name": "a"}],
	}) == set()
}
