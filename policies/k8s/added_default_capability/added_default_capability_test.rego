package gatecheck.k8s.added_default_capability_test

import data.gatecheck.k8s.added_default_capability

_denials(added) := d if {
	context := {"capabilities": {"add": added}}
	spec := {"containers": [{"name": "a", "securityContext": context}]}
	d := added_default_capability.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_at(i) := ["spec", "containers", 0, "securityContext", "capabilities", "add", i]

test_ordinary if {
	_denials(["NET_BIND_SERVICE", "CHOWN"]) == {{
		"msg": `container "a" adds CHOWN`,
		"at": _at(1),
		"fix": {"title": "add no such capability", "ops": [{"op": "remove", "at": _at(1)}]},
	}}
}

test_two_are_one_finding if {
	some denial in _denials(["FOWNER", "CHOWN"])
	denial.related == [{"at": _at(1), "msg": "and this one"}]
}

test_others if {
	_denials(["NET_BIND_SERVICE", "SYS_ADMIN", "SYS_TIME"]) == set()
	_denials([]) == set()
}
