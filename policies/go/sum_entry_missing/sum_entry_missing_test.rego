package gatecheck.go.sum_entry_missing_test

import data.gatecheck.go.sum_entry_missing

_deny(replacements, entries) := denied if {
	denied := sum_entry_missing.deny with input as {"documents": [
		{"path": "cart/go.mod", "kind": "go-mod", "facts": {
			"require": [{"path": "a.test/b", "version": "v1.0.0", "canonical": true}],
			"replace": replacements,
		}},
		{"path": "cart/go.sum", "kind": "go-sum", "facts": {"entries": entries}},
		{"path": "go.sum", "kind": "go-sum", "facts": {}},
	]}
}

_entry(path, version) := {"module": path, "version": version, "go_mod": true}

test_denied if {
	_deny([], [{"module": "a.test/b", "version": "v1.0.0", "go_mod": false}]) == {{
		"msg": "go.sum has no line for the go.mod of a.test/b v1.0.0",
		"document": 0,
		"at": ["require", 0],
		"related": [{"document": 1, "at": [], "msg": "it should be here"}],
	}}
	count(_deny([], [_entry("a.test/b", "v1.0.1")])) == 1
}

test_silent if {
	_deny([], [_entry("a.test/b", "v1.0.0")]) == set()
	odd := sum_entry_missing.deny with input as {"documents": [
		{"path": "go.mod", "kind": "go-mod", "facts": {"require": [
			{"path": "a.test/b", "version": "master", "canonical": false},
		]}},
		{"path": "go.sum", "kind": "go-sum", "facts": {}},
	]}
	odd == set()
}

test_replacements if {
	fork := {"path": "a.test/fork", "version": "v1.1.0", "local": false}
	_deny([{"old": {"path": "a.test/b"}, "new": fork}], [_entry("a.test/fork", "v1.1.0")]) == set()
	count(_deny([{"old": {"path": "a.test/b"}, "new": fork}], [_entry("a.test/b", "v1.0.0")])) == 1
	other := {"path": "a.test/b", "version": "v0.9.0"}
	_deny([{"old": other, "new": fork}], [_entry("a.test/b", "v1.0.0")]) == set()
	_deny([{"old": {"path": "a.test/b"}, "new": {"path": "./b", "local": true}}], []) == set()
}
