package gatecheck.gitlab.password_in_script_test

import data.gatecheck.gitlab.password_in_script

_login(password, literal) := found if {
	script := {"at": ["a"], "text": "", "commands": [{
		"name": "docker", "args": ["login", "-p", password], "program": "docker", "effective": 0,
		"literal": [true, true, literal], "words": [["w", 0], ["w", 1], ["w", 2], ["w", 3]],
		"at": [], "piped": false, "env": {}, "redirects": [],
	}]}
	found := password_in_script.deny with input as {"__gatecheck": {"scripts": [script]}}
}

test_whole_result if {
	_login("plum", true) == {{
		"msg": "docker login is given a password that is written here",
		"at": ["w", 3],
	}}
	_login("$PLUM", false) == set()
}
