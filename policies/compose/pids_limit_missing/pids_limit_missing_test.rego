package gatecheck.compose.pids_limit_missing_test

import data.gatecheck.compose.pids_limit_missing

_deny(more) := found if {
	service := object.union({"image": "x"}, more)
	found := pids_limit_missing.deny with input as {"services": {"a": service}}
		with data.gatecheck.config.compose.pids_limit_missing.limit as 7
}

test_whole_result if {
	at := ["services", "a", "pids_limit"]
	_deny({}) == {{
		"msg": "service \"a\" has no process limit",
		"at": at,
		"fix": {"title": "limit the service to 7 processes", "ops": [{"op": "set", "at": at, "value": 7}]},
	}}
}

test_deploy if {
	{denial.at | some denial in _deny({"deploy": {"replicas": 2}})} == {
		["services", "a", "deploy", "resources", "limits", "pids"],
	}
	count(_deny({"deploy": {"resources": {"reservations": {"pids": 7}}}})) == 1
}

test_silent if {
	_deny({"pids_limit": 5}) == set()
	_deny({"deploy": {"resources": {"limits": {"pids": "5"}}}}) == set()
	_deny({"extends": "b"}) == set()
}
