package gatecheck.github.persisted_credentials_test

import data.gatecheck.github.persisted_credentials

_deny(steps) := found if {
	found := persisted_credentials.deny with input as {"jobs": {"a": {"steps": steps}}}
}

_checkout := {"uses": "actions/checkout@v4"}

_applicability(later, scripts) := applicability if {
	workflow := {"jobs": {"a": {"steps": [_checkout, later]}}, "__gatecheck": {"scripts": scripts}}
	found := persisted_credentials.deny with input as workflow
	some denial in found
	applicability := denial.fix.applicability
}

_script(name, args) := [{"at": ["jobs", "a", "steps", 1, "run"], "commands": [{
	"name": name, "args": args, "program": name, "effective": 0,
	"literal": [true | some _ in args], "words": [["w"] | some _ in array.concat([name], args)],
	"at": [], "piped": false, "env": {}, "redirects": [],
}]}]

test_whole_result if {
	at := ["jobs", "a", "steps", 0, "with", "persist-credentials"]
	_deny([_checkout]) == {{
		"msg": "step 1 leaves the token behind: persist-credentials is not false",
		"at": at,
		"fix": {
			"title": "do not leave the token behind",
			"applicability": "safe",
			"ops": [{"op": "set", "at": at, "value": false}],
		},
	}}
}

test_silent if {
	_deny([{"uses": "actions/checkout@v4", "with": {"persist-credentials": false}}]) == set()
	_deny([{"uses": "actions/checkout@v4", "with": {"persist-credentials": "false"}}]) == set()
	_deny([{"uses": "actions/checkout@v4", "with": {"persist-credentials": true}}]) == set()
	_deny([{"uses": "actions/checkout-other@v4"}, {"uses": "o/checkout@v4"}, {"run": "x"}]) == set()
}

test_with_is_text if {
	count(_deny([{"uses": "Actions/Checkout@v4", "with": "text"}])) == 1
}

test_safe if {
	_applicability({"run": "x"}, _script("go", ["test"])) == "safe"
	_applicability({"uses": "actions/setup-go@v5"}, []) == "safe"
}

test_unsafe if {
	_applicability({"uses": "./own"}, []) == "unsafe"
	_applicability({"uses": "example/auto-commit@v1"}, []) == "unsafe"
	_applicability({"run": "x"}, _script("git", ["push"])) == "unsafe"
	_applicability({"run": "x"}, _script("./x", [])) == "unsafe"
	_applicability({"run": "x"}, _script("make", [])) == "unsafe"
	_applicability({"run": "x"}, _script("npm", ["publish"])) == "unsafe"
	_applicability({"run": "x"}, [{"at": ["jobs", "a", "steps", 1, "run"], "commands": []}]) == "unsafe"
}

test_action_is_unsafe if {
	found := persisted_credentials.deny with input as {"runs": {"steps": [_checkout]}}
	{denial.fix.applicability | some denial in found} == {"unsafe"}
}
