package gatecheck.k8s.added_capability_test

import data.gatecheck.k8s.added_capability

_denials(added) := d if {
	context := {"capabilities": {"add": added}}
	spec := {"containers": [{"name": "a", "securityContext": context}]}
	d := added_capability.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_at(i) := ["spec", "containers", 0, "securityContext", "capabilities", "add", i]

test_added if {
	_denials(["KILL", "SYS_TIME", "cap_syslog"]) == {{
		"msg": `container "a" adds SYS_TIME, cap_syslog`,
		"at": _at(1),
		"related": [{"at": _at(2), "msg": "and this one"}],
		"fix": {"title": "add no such capability", "ops": [
			{"op": "remove", "at": _at(1)},
			{"op": "remove", "at": _at(2)},
		]},
	}}
}

test_others if {
	_denials(["KILL", "SYS_ADMIN", "ALL"]) == set()
	_denials([]) == set()
	_denials(null) == set()
	count(_denials(["NET_RAW"])) == 1
}
