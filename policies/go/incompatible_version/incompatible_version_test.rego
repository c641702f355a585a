package gatecheck.go.incompatible_version_test

import data.gatecheck.go.incompatible_version

_deny(version, indirect) := denied if {
	denied := incompatible_version.deny with input as {"require": [
		{"path": "a.test/b", "version": version, "indirect": indirect},
	]}
}

test_denied if {
	_deny("v2.0.0+incompatible", false) == {{
		"msg": "a.test/b is required at v2.0.0+incompatible, a release without Go modules: its own dependencies are not pinned",
		"at": ["require", 0, "version"],
	}}
}

test_silent if {
	_deny("v2.0.0+incompatible", true) == set()
	_deny("v1.9.0", false) == set()
}
