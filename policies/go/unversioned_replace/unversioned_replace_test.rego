package gatecheck.go.unversioned_replace_test

import data.gatecheck.go.unversioned_replace

_deny(old, new) := denied if {
	denied := unversioned_replace.deny with input as {"replace": [{"old": old, "new": new}]}
}

test_denied if {
	_deny({"path": "a.test/b"}, {"path": "a.test/b", "version": "v1.0.0", "local": false}) == {{
		"msg": "a.test/b is built as v1.0.0, whatever is required",
		"at": ["replace", 0, "old"],
	}}
}

test_silent if {
	_deny({"path": "a.test/b"}, {"path": "./b", "local": true}) == set()
	_deny(
		{"path": "a.test/b", "version": "v1.0.0"},
		{"path": "a.test/b", "version": "v1.0.1", "local": false},
	) == set()
}
