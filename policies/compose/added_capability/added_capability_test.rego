package gatecheck.compose.added_capability_test

import data.gatecheck.compose.added_capability

_deny(names) := found if {
	found := added_capability.deny with input as {"services": {"a": {"cap_add": names}}}
}

_at := ["services", "a", "cap_add"]

test_whole_result if {
	_deny(["NET_ADMIN", "CAP_SYS_TIME"]) == {{
		"msg": "service \"a\" has the capabilities NET_ADMIN, CAP_SYS_TIME",
		"at": array.concat(_at, [0]),
		"fix": {"title": "remove the capabilities", "ops": [{"op": "remove", "at": _at}]},
	}}
}

test_others_stay if {
	[denial.fix.ops |
		some denial in _deny(["CHOWN", "all"])
	] == [[{"op": "remove", "at": array.concat(_at, [1])}]]
}

test_silent if {
	_deny(["NET_BIND_SERVICE", "cap_net_raw", "CHOWN"]) == set()
	_deny("SYS_ADMIN") == set()
}

test_one_capability if {
	denied := added_capability.deny with input as {"services": {"a": {"image": "x", "cap_add": ["NET_ADMIN"]}}}
	{[denial.msg, denial.fix.title] | some denial in denied} == {[
		"service \"a\" has the capability NET_ADMIN", "remove the capability",
	]}
}
