package gatecheck.compose.cpu_limit_missing_test

import data.gatecheck.compose.cpu_limit_missing

_deny(more) := found if {
	service := object.union({"image": "x"}, more)
	found := cpu_limit_missing.deny with input as {"services": {"a": service}}
		with data.gatecheck.config.compose.cpu_limit_missing.limit as 7
}

test_whole_result if {
	at := ["services", "a", "cpus"]
	_deny({}) == {{
		"msg": "service \"a\" has no CPU limit",
		"at": at,
		"fix": {"title": "limit the service to 7 CPUs", "ops": [{"op": "set", "at": at, "value": 7}]},
	}}
}

test_deploy if {
	{denial.at | some denial in _deny({"deploy": {"replicas": 2}})} == {
		["services", "a", "deploy", "resources", "limits", "cpus"],
	}
	count(_deny({"deploy": {"resources": {"reservations": {"cpus": 7}}}})) == 1
}

test_silent if {
	_deny({"cpus": 5}) == set()
	_deny({"deploy": {"resources": {"limits": {"cpus": "5"}}}}) == set()
	_deny({"extends": "b"}) == set()
}
