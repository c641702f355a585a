package gatecheck.go.major_version_mismatch_test

import data.gatecheck.go.major_version_mismatch

_fits(path, version) if {
	count(major_version_mismatch.deny) == 0 with input as {
		"require": [{"path": path, "version": version, "canonical": true}],
		"replace": [],
	}
}

test_denied if {
	module := {"path": "a.test/b", "version": "v2.0.0", "canonical": true}
	denied := major_version_mismatch.deny with input as {
		"require": [module],
		"replace": [{"old": {}, "new": object.union(module, {"path": "a.test/b/v3"})}],
	}
	denied == {
		{
			"msg": "a.test/b v2.0.0 cannot exist: the path must end with /v2",
			"at": ["require", 0, "version"],
		},
		{
			"msg": "a.test/b/v3 v2.0.0 cannot exist: the path is that of v3",
			"at": ["replace", 0, "new", "version"],
		},
	}
}

test_fits if {
	_fits("a.test/b", "v0.1.0")
	_fits("a.test/b", "v1.9.0")
	_fits("a.test/b", "v2.0.0+incompatible")
	_fits("a.test/b/v2", "v2.0.0")
	_fits("a.test/b/v12", "v12.0.1-rc.1")
	_fits("gopkg.in/b.v3", "v3.0.1")
	_fits("gopkg.in/b.v1", "v1.0.0-20260102030405-0123456789ab")
	_fits("gopkg.in/b.v1", "v0.0.0-20260102030405-0123456789ab")
	_fits("gopkg.in/b.v2-unstable", "v2.0.0")
	_fits("a.test/b/v1", "v1.0.0")
}

test_mismatch if {
	not _fits("a.test/b", "v2.0.0")
	not _fits("a.test/b/v2", "v1.9.0")
	not _fits("a.test/b/v2", "v3.0.0")
	not _fits("gopkg.in/b.v2", "v3.0.1")
	not _fits("gopkg.in/b.v2", "v0.0.0-20260102030405-0123456789ab")
}

test_what_is_no_version if {
	denied := major_version_mismatch.deny with input as {
		"require": [{"path": "a.test/b", "version": "v2", "canonical": false}],
		"replace": [{"old": {}, "new": {"path": "./b", "local": true}}],
	}
	denied == set()
}
