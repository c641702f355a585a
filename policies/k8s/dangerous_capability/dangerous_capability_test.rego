package gatecheck.k8s.dangerous_capability_test

import data.gatecheck.k8s.dangerous_capability

_denials(added) := d if {
	context := {"capabilities": {"add": added}}
	spec := {"containers": [{"name": "a", "securityContext": context}]}
	d := dangerous_capability.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_at(i) := ["spec", "containers", 0, "securityContext", "capabilities", "add", i]

test_dangerous if {
	_denials(["KILL", "CAP_SYS_ADMIN"]) == {{
		"msg": `container "a" adds CAP_SYS_ADMIN`,
		"at": _at(1),
		"fix": {"title": "add no such capability", "ops": [{"op": "remove", "at": _at(1)}]},
	}}
}

test_two_are_one_finding if {
	some denial in _denials(["ALL", "BPF"])
	denial.msg == `container "a" adds ALL, BPF`
	denial.related == [{"at": _at(1), "msg": "and this one"}]
}

test_others if {
	_denials(["KILL", "SYS_TIME"]) == set()
	_denials([]) == set()
	_denials("ALL") == set()
}
