package gatecheck.compose.secret_in_environment_test

import data.gatecheck.compose.secret_in_environment

_value := concat("", ["q7Rt", "vX2m", "Lp9w"])

_deny(service) := found if {
	found := secret_in_environment.deny with input as {"services": {"a": service}}
}

test_whole_result if {
	at := ["services", "a", "environment", "DB_PASSWORD"]
	_deny({"environment": {"DB_PASSWORD": _value}}) == {{
		"msg": "service \"a\" sets DB_PASSWORD to a literal value",
		"at": at,
		"fix": {
			"title": "take DB_PASSWORD from the environment of Compose",
			"ops": [{"op": "set", "at": at, "value": "${DB_PASSWORD:?is not set}"}],
		},
	}}
}

test_lists_and_builds if {
	found := _deny({"build": {"args": [concat("=", ["TOKEN", _value])]}})
	{[denial.msg, denial.fix.ops[0].value] | some denial in found} == {[
		"the build of service \"a\" sets TOKEN to a literal value",
		"TOKEN=${TOKEN:?is not set}",
	]}
}

test_silent if {
	_deny({"environment": {"DB_PASSWORD": "${DB_PASSWORD}", "PASSWORD_FILE": "/x", "TOKEN": null}}) == set()
	_deny({"environment": ["TOKEN", "NAME=x"], "build": "."}) == set()
}
