package gatecheck.github.persisted_credentials_test

import data.gatecheck.github.persisted_credentials

_deny(steps) := found if {
	found := persisted_credentials.deny with input as {"jobs": {"a": {"steps": steps}}}
}

_checkout := {"uses": "actions/checkout@v4"}

_after(checkout, later, scripts) := applicability if {
	workflow := {"jobs": {"a": {"steps": [checkout, later]}}, "__gatecheck": {"scripts": scripts}}
	found := persisted_credentials.deny with input as workflow
	some denial in found
	denial.at[3] == 0
	applicability := denial.fix.applicability
}

_uses(action) := _after(_checkout, {"uses": action}, [])

_runs(line) := _after(_checkout, {"run": line}, _script(line))

_script(line) := [_of(line, split(line, " "))]

_of(line, words) := {"at": ["jobs", "a", "steps", 1, "run"], "text": line, "commands": [{
	"name": words[0], "args": array.slice(words, 1, count(words)),
	"program": regex.replace(words[0], `^.*/`, ""), "effective": 0,
	"literal": [true | some i, _ in words; i > 0], "words": [["w"] | some _ in words],
	"at": [], "piped": false, "env": {}, "redirects": [],
}]}

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
	every line in [
		"go test ./...", "cargo build", "git describe --tags", "echo x", "[ -n x ]", "find . -name x",
	] {
		_runs(line) == "safe"
	}
	every action in [
		"actions/setup-go@v5", "actions/checkout@v4", "actions/cache/restore@v4", "Docker/login-action@v3",
	] {
		_uses(action) == "safe"
	}
}

test_unsafe if {
	every line in [
		"git push", "git lfs pull", "git -C x push", "./go test", "/opt/go test", "./release.sh", "make release",
		"npm publish", "npm run x", "ghp-import -p -f site", "$CMD", "go generate", "go",
		"find . -exec ./x", "go test -exec=./x", "go test ${{ inputs.args }}", "${{ inputs.cmd }}",
		"bash -c x", "source x", "python x.py",
	] {
		_runs(line) == "unsafe"
	}
	every action in [
		"./own", "example/auto-commit@v1", "example/unknown@v1", "docker://alpine:3", "actions/cache2@v1",
		"actions/github-script@v7", "evil/actions/cache@v1",
	] {
		_uses(action) == "unsafe"
	}
}

test_what_is_no_shell_script_is_unsafe if {
	script := {"at": ["jobs", "a", "steps", 1, "run"], "text": "import os", "commands": []}
	_after(_checkout, {"run": "import os"}, [script]) == "unsafe"
	_after(_checkout, {"run": 7}, []) == "unsafe"
	_after(_checkout, {"name": "nothing"}, []) == "unsafe"
}

test_partial_clone_is_unsafe if {
	checkout := {"uses": "actions/checkout@v4", "with": {"filter": "blob:none"}}
	_after(checkout, {"run": "git log"}, _script("git log")) == "unsafe"
}

test_action_is_unsafe if {
	found := persisted_credentials.deny with input as {"runs": {"steps": [_checkout]}}
	{denial.fix.applicability | some denial in found} == {"unsafe"}
}

test_what_is_no_text_is_unsafe if {
	every value in [123, true, null, ["x"], {"a": 1}] {
		_after(_checkout, {"uses": value}, []) == "unsafe"
	}
}
