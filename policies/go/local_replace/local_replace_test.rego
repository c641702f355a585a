package gatecheck.go.local_replace_test

import data.gatecheck.go.local_replace

_denied(file, target) if {
	count(local_replace.deny) == 1 with input as {
		"__gatecheck": {"file": {"path": file}},
		"replace": [{"old": {"path": "a.test/b"}, "new": {"path": target, "local": true}}],
	}
}

test_denied if {
	denied := local_replace.deny with input as {"replace": [
		{"old": {"path": "a.test/b"}, "new": {"path": "../b", "local": true}},
		{"old": {"path": "a.test/c"}, "new": {"path": "./c", "local": true}},
		{"old": {"path": "a.test/d"}, "new": {"path": "a.test/e", "local": false}},
	]}
	denied == {{
		"msg": "a.test/b is taken from ../b, outside the repository",
		"at": ["replace", 0, "new", "path"],
		"fix": {
			"title": "build with the required version",
			"ops": [{"op": "remove", "at": ["replace", 0]}],
		},
	}}
}

test_outside if {
	_denied("go.mod", "/home/b")
	_denied("services/cart/go.mod", "../../../b")
}

test_inside if {
	not _denied("go.mod", "./b")
	not _denied("services/cart/go.mod", "../../b")
}
