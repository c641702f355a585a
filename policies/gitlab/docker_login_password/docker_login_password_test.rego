package gatecheck.gitlab.docker_login_password_test

import data.gatecheck.gitlab.docker_login_password

_at := ["a", "script"]

# A command whose words are parted by one space each, as the program reads it.
_login(text) := found if {
	words := split(text, " ")
	starts := [count(concat(" ", array.concat(array.slice(words, 0, i), [""]))) | some i, _ in words]
	places := [array.concat(_at, [{"slice": [starts[i], starts[i] + count(word)]}]) | some i, word in words]
	bare := [trim(word, `"`) | some word in words]
	script := {"at": _at, "text": text, "commands": [{
		"name": bare[0], "args": array.slice(bare, 1, count(bare)), "program": bare[0],
		"literal": [not_variable | some word in array.slice(bare, 1, count(bare)); not_variable := indexof(word, "$") < 0], "words": places, "effective": 0,
		"at": array.concat(_at, [{"slice": [0, count(text)]}]),
		"piped": false, "env": {}, "redirects": [],
	}]}
	found := docker_login_password.deny with input as {"__gatecheck": {"scripts": [script]}}
}

_fixed(text) := [op["with"] | some denial in _login(text); some op in denial.fix.ops]

test_whole_result if {
	_login("docker login -u u -p $P r") == {{
		"msg": "docker login is given the password as an argument",
		"at": ["a", "script", {"slice": [18, 20]}],
		"fix": {"title": "pipe the password into the command", "ops": [{
			"op": "replace", "at": _at,
			"find": "docker login -u u -p $P r",
			"with": `echo "$P" | docker login -u u --password-stdin r`,
		}]},
	}}
}

test_fixes if {
	_fixed(`docker login -p a$P r`) == []
	_fixed(`docker login --password=$P r`) == [`echo "$P" | docker login --password-stdin r`]
	_fixed(`docker login -p "$P"`) == [`echo "$P" | docker login --password-stdin`]
}

test_programs if {
	every text in ["podman login -p $x", "helm registry login -p $x", "crane auth login -p $x", "oras login -p $x"] {
		count(_login(text)) == 1
	}
}

test_silent if {
	every text in ["docker login --password-stdin", "docker run -p 80:80", "helm login x -p", "docker login -u p", "docker login -p x"] {
		_login(text) == set()
	}
}
