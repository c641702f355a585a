package gatecheck.compose.memory_limit_missing_test

import data.gatecheck.compose.memory_limit_missing

_deny(more) := found if {
	service := object.union({"image": "x"}, more)
	found := memory_limit_missing.deny with input as {"services": {"a": service}}
		with data.gatecheck.config.compose.memory_limit_missing.limit as 7
}

test_whole_result if {
	at := ["services", "a", "mem_limit"]
	_deny({}) == {{
		"msg": "service \"a\" has no memory limit",
		"at": at,
		"fix": {"title": "limit the service to 7", "ops": [{"op": "set", "at": at, "value": 7}]},
	}}
}

test_deploy if {
	{denial.at | some denial in _deny({"deploy": {"replicas": 2}})} == {
		["services", "a", "deploy", "resources", "limits", "memory"],
	}
	count(_deny({"deploy": {"resources": {"reservations": {"memory": 7}}}})) == 1
}

test_silent if {
	_deny({"mem_limit": 5}) == set()
	_deny({"deploy": {"resources": {"limits": {"memory": "5"}}}}) == set()
	_deny({"extends": "b"}) == set()
}
