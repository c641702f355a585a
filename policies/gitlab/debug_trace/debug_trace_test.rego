package gatecheck.gitlab.debug_trace_test

import data.gatecheck.gitlab.debug_trace

_deny(variables) := found if {
	found := debug_trace.deny with input as {"job": {"variables": variables}}
}

test_whole_result if {
	at := ["job", "variables", "CI_DEBUG_TRACE"]
	_deny({"CI_DEBUG_TRACE": "true", "A": "b"}) == {{
		"msg": "job \"job\" turns CI_DEBUG_TRACE on",
		"at": at,
		"fix": {"title": "turn debug logging off", "ops": [{"op": "remove", "at": at}]},
	}}
}

test_alone if {
	{op.at | some denial in _deny({"CI_DEBUG_SERVICES": true}); some op in denial.fix.ops} == {["job", "variables"]}
}

test_silent if {
	_deny({"CI_DEBUG_TRACE": "false", "DEBUG": "true"}) == set()
	_deny({"CI_DEBUG_TRACE": "$DEBUG"}) == set()
}
