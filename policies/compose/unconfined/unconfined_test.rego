package gatecheck.compose.unconfined_test

import data.gatecheck.compose.unconfined

_deny(options) := found if {
	found := unconfined.deny with input as {"services": {"a": {"security_opt": options}}}
}

_at := ["services", "a", "security_opt"]

test_whole_result if {
	_deny(["seccomp:unconfined", "label:disable"]) == {{
		"msg": "service \"a\" runs with seccomp:unconfined, label:disable",
		"at": array.concat(_at, [0]),
		"fix": {"title": "keep the protection", "ops": [{"op": "remove", "at": _at}]},
	}}
}

test_others_stay if {
	[denial.fix.ops | some denial in _deny(["no-new-privileges:true", "apparmor=unconfined"])] == [
		[{"op": "remove", "at": array.concat(_at, [1])}],
	]
}

test_silent if {
	_deny(["seccomp:profile.json", "apparmor=docker-default", "label:user:x"]) == set()
	_deny("seccomp:unconfined") == set()
}
