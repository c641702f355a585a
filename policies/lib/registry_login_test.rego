package gatecheck.lib.registry_login_test

import data.gatecheck.lib.registry_login

_found(words) := [[password.index, password.words, password.value] | some password in passwords] if {
	script := {"at": ["a"], "commands": [{
		"name": words[0], "args": array.slice(words, 1, count(words)), "program": words[0], "effective": 0,
		"literal": [true | some _ in words], "words": [["w", i] | some i, _ in words],
		"at": [], "piped": false, "env": {}, "redirects": [],
	}]}
	passwords := registry_login.passwords with input as {"__gatecheck": {"scripts": [script]}}
}

test_options if {
	_found(["docker", "login", "-u", "u", "-p", "x"]) == [[4, 2, 5]]
	_found(["podman", "login", "--password=x", "-p", "y"]) == [[2, 1, 2]]
	_found(["nerdctl", "login", "-px"]) == [[2, 1, 2]]
	_found(["docker", "login", "-p"]) == []
	_found(["docker", "login", "--password-stdin"]) == []
}

test_programs if {
	_found(["helm", "registry", "login", "-p", "x"]) == [[3, 2, 4]]
	_found(["crane", "auth", "login", "-p", "x"]) == [[3, 2, 4]]
	_found(["oras", "login", "-p", "x"]) == [[2, 2, 3]]
	_found(["helm", "login", "-p", "x"]) == []
	_found(["docker", "run", "-p", "80"]) == []
}
