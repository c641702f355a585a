package gatecheck.go.non_canonical_version_test

import data.gatecheck.go.non_canonical_version

_deny(version, canonical) := denied if {
	module := {"path": "a.test/b", "version": version, "canonical": canonical}
	denied := non_canonical_version.deny with input as {
		"require": [module],
		"exclude": [module],
		"replace": [{"old": module, "new": module}, {"old": {"path": "x"}, "new": {"path": "./y"}}],
	}
}

test_denied if {
	{denial.at | some denial in _deny("master", false)} == {
		["require", 0, "version"], ["exclude", 0, "version"],
		["replace", 0, "old", "version"], ["replace", 0, "new", "version"],
	}
	{denial.msg | some denial in _deny("v1", false)} == {"v1 is no exact version of a.test/b"}
}

test_silent if {
	_deny("v1.0.0", true) == set()
}
