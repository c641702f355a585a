package gatecheck.compose.privileged_test

import data.gatecheck.compose.privileged

_deny(service) := found if {
	found := privileged.deny with input as {"services": {"a": service}}
}

test_whole_result if {
	at := ["services", "a", "privileged"]
	_deny({"privileged": true}) == {{
		"msg": "service \"a\" is privileged",
		"at": at,
		"fix": {"title": "run without privileges", "ops": [{"op": "remove", "at": at}]},
	}}
	count(_deny({"privileged": "true"})) == 1
}

test_silent if {
	_deny({"privileged": false}) == set()
	_deny({}) == set()
}
