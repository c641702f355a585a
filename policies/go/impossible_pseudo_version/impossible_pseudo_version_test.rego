package gatecheck.go.impossible_pseudo_version_test

import data.gatecheck.go.impossible_pseudo_version

_deny(timestamp, commit, replaced) := denied if {
	denied := impossible_pseudo_version.deny with input as {
		"require": [
			{"path": "a.test/a", "version": "v1.0.0"},
			{"path": "a.test/b", "pseudo": {"timestamp": timestamp, "commit": commit}},
		],
		"replace": [{"old": {"path": path}, "new": {}} | some path in replaced],
	}
}

test_denied if {
	_deny("20261302030405", "0123456789ab", []) == {{
		"msg": `a.test/b names a commit that cannot be: "20261302030405" is no time`,
		"at": ["require", 1, "version"],
	}}
	{denial.msg | some denial in _deny("20260102036005", "01234", ["a.test/c"])} == {concat("", [
		"a.test/b names a commit that cannot be: ",
		`"20260102036005" is no time and "01234" is no hash of twelve digits`,
	])}
	count(_deny("20260102030405", "0123456789aB", [])) == 1
	count(_deny("00010101000000", "000000000000", [])) == 1
}

test_replacement if {
	pseudo := {"timestamp": "20260102030405", "commit": "main"}
	denied := impossible_pseudo_version.deny with input as {
		"require": [],
		"replace": [{
			"old": {"path": "a.test/b"},
			"new": {"path": "a.test/c", "pseudo": pseudo},
		}],
	}
	{denial.at | some denial in denied} == {["replace", 0, "new", "version"]}
}

test_silent if {
	_deny("20260102030405", "0123456789ab", []) == set()
	_deny("00010101000000", "000000000000", ["a.test/b"]) == set()
}
