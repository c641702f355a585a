package gatecheck.go.local_replace_inside_test

import data.gatecheck.go.local_replace_inside

_denials(file, target, local) := denials if {
	denials := local_replace_inside.deny with input as {
		"__gatecheck": {"file": {"path": file}},
		"replace": [{"old": {"path": "a.test/b"}, "new": {"path": target, "local": local}}],
	}
}

test_whole_result if {
	_denials("services/cart/go.mod", "../mail", true) == {{
		"msg": "a.test/b is taken from ../mail, a folder of this repository",
		"at": ["replace", 0, "new", "path"],
	}}
}

test_silent if {
	_denials("go.mod", "../mail", true) == set()
	_denials("go.mod", "/home/mail", true) == set()
	_denials("go.mod", "a.test/fork", false) == set()
}
