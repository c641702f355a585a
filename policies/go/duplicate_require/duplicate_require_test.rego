package gatecheck.go.duplicate_require_test

import data.gatecheck.go.duplicate_require

_deny(versions) := denied if {
	denied := duplicate_require.deny with input as {"require": array.concat(
		[{"path": "a.test/a", "version": "v1.0.0"}],
		[{"path": "a.test/b", "version": version} | some version in versions],
	)}
}

test_equal if {
	_deny(["v1.0.0", "v1.0.0"]) == {{
		"msg": "a.test/b is required twice",
		"at": ["require", 2],
		"related": [{"at": ["require", 1], "msg": "here first"}],
		"fix": {
			"title": "keep one of the two equal lines",
			"ops": [{"op": "remove", "at": ["require", 2]}],
		},
	}}
}

test_different if {
	_deny(["v1.0.0", "v1.1.0"]) == {{
		"msg": "a.test/b is required twice",
		"at": ["require", 2],
		"related": [{"at": ["require", 1], "msg": "here first"}],
	}}
	count(_deny(["v1.0.0", "v1.1.0", "v1.2.0"])) == 2
}

test_silent if {
	_deny(["v1.0.0"]) == set()
}
