package gatecheck.go.prerelease_version_test

import data.gatecheck.go.prerelease_version

_deny(more) := denied if {
	require := {"path": "a.test/b", "version": "v1.0.0-rc.1", "canonical": true, "indirect": false}
	denied := prerelease_version.deny with input as {"require": [object.union(require, more)]}
}

test_denied if {
	_deny({}) == {{
		"msg": "a.test/b is required at the pre-release v1.0.0-rc.1",
		"at": ["require", 0, "version"],
	}}
}

test_silent if {
	_deny({"version": "v1.0.0"}) == set()
	_deny({"indirect": true}) == set()
	_deny({"canonical": false}) == set()
	_deny({"pseudo": {"base": "v1.0.0-rc.1"}}) == set()
}
