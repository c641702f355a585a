package gatecheck.github.timeout_missing_test

import data.gatecheck.github.timeout_missing

_deny(job) := found if {
	found := timeout_missing.deny with input as {"jobs": {"a": job}}
		with data.gatecheck.config.github.timeout_missing.minutes as 7
}

test_whole_result if {
	at := ["jobs", "a", "timeout-minutes"]
	_deny({"runs-on": "x"}) == {{
		"msg": "job \"a\" has no timeout-minutes",
		"at": at,
		"fix": {"title": "limit the job to 7 minutes", "ops": [{"op": "set", "at": at, "value": 7}]},
	}}
}

test_limited if {
	_deny({"runs-on": "x", "timeout-minutes": 5}) == set()
	_deny({"runs-on": "x", "timeout-minutes": "${{ vars.LIMIT }}"}) == set()
	_deny({"uses": "./.github/workflows/a.yaml"}) == set()
	_deny({"runs-on": "x", "steps": [{"timeout-minutes": 5}]}) == set()
	count(_deny({"runs-on": "x", "steps": [{"timeout-minutes": 5}, {}]})) == 1
	count(_deny({"runs-on": "x", "steps": []})) == 1
}
