package gatecheck.go.sum_conflict_test

import data.gatecheck.go.sum_conflict

_entry(version, go_mod, hash) := {
	"module": "a.test/b", "version": version, "go_mod": go_mod, "hash": hash, "line": 7,
}

_deny(entries) := denied if {
	denied := sum_conflict.deny with input as {"entries": entries}
}

test_denied if {
	_deny([_entry("v1.0.0", false, "h1:x"), _entry("v1.0.0", false, "h1:y")]) == {{
		"msg": "a.test/b v1.0.0 has two hashes: line 7 has another",
		"at": ["entries", 1, "hash"],
		"related": [{"at": ["entries", 0, "hash"], "msg": "the other hash"}],
	}}
}

test_silent if {
	_deny([
		_entry("v1.0.0", false, "h1:x"), _entry("v1.0.0", true, "h1:y"),
		_entry("v1.0.1", false, "h1:z"), _entry("v1.0.0", false, "h1:x"),
	]) == set()
}
