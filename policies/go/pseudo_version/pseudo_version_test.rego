package gatecheck.go.pseudo_version_test

import data.gatecheck.go.pseudo_version

_require(more) := object.union(
	{
		"path": "a.test/b",
		"version": "v0.0.0-20260102030405-0123456789ab",
		"pseudo": {"base": "", "timestamp": "20260102030405", "commit": "0123456789ab"},
		"indirect": false,
	},
	more,
)

_deny(more, replaced) := denied if {
	denied := pseudo_version.deny with input as {
		"require": [_require(more)],
		"replace": [{"old": {"path": path}} | some path in replaced],
	}
		with data.gatecheck.config.go.pseudo_version.untagged as ["x.test/*", "y.test/**"]
}

test_denied if {
	_deny({}, ["a.test/c"]) == {{
		"msg": "a.test/b is required at the untagged commit 0123456789ab",
		"at": ["require", 0, "version"],
	}}
}

test_silent if {
	_deny({"indirect": true}, []) == set()
	_deny({}, ["a.test/b"]) == set()
	_deny({"path": "x.test/b"}, []) == set()
	_deny({"path": "y.test/b/c"}, []) == set()
	tagged := pseudo_version.deny with input as {
		"require": [object.remove(_require({"version": "v1.0.0"}), ["pseudo"])],
		"replace": [],
	}
	tagged == set()
}
