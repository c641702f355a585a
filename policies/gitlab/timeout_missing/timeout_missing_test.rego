package gatecheck.gitlab.timeout_missing_test

import data.gatecheck.gitlab.timeout_missing

_deny(pipeline) := found if {
	found := timeout_missing.deny with input as pipeline
		with data.gatecheck.config.gitlab.timeout_missing.timeout as "7 minutes"
}

test_whole_result if {
	at := ["a", "timeout"]
	_deny({"a": {"script": "x"}}) == {{
		"msg": "job \"a\" has no timeout",
		"at": at,
		"fix": {"title": "limit the job to 7 minutes", "ops": [{"op": "set", "at": at, "value": "7 minutes"}]},
	}}
}

test_silent if {
	_deny({"a": {"script": "x", "timeout": "1h"}}) == set()
	_deny({"default": {"timeout": "1h"}, "a": {"script": "x"}}) == set()
	_deny({"a": {"script": "x", "extends": ".b"}}) == set()
	_deny({".a": {"script": "x"}, "b": {"trigger": "g/p"}}) == set()
}
