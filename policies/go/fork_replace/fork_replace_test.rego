package gatecheck.go.fork_replace_test

import data.gatecheck.go.fork_replace

_deny(new) := denied if {
	entry := {"old": {"path": "a.test/b"}, "new": new}
	denied := fork_replace.deny with input as {"replace": [entry]}
		with data.gatecheck.config.go.fork_replace.allowed as ["git.test/ours/*", "c.test/d"]
}

test_denied if {
	_deny({"path": "git.test/fork/b", "version": "v1.0.0", "local": false}) == {{
		"msg": "a.test/b is replaced by git.test/fork/b",
		"at": ["replace", 0, "new", "path"],
	}}
}

test_silent if {
	_deny({"path": "../b", "local": true}) == set()
	_deny({"path": "a.test/b", "version": "v1.0.0", "local": false}) == set()
	_deny({"path": "git.test/ours/b", "version": "v1.0.0", "local": false}) == set()
	_deny({"path": "c.test/d", "version": "v1.0.0", "local": false}) == set()
	count(_deny({"path": "git.test/ours/b/c", "version": "v1.0.0", "local": false})) == 1
}
