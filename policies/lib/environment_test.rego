package gatecheck.lib.environment_test

import data.gatecheck.lib.environment
import data.gatecheck.lib.sample

_shown(variables) := [[v.name, v.value, v.at] | some v in variables]

test_dockerfile if {
	variables := environment.variables with input as {"stages": [], "instructions": [
		{"cmd": "ENV", "pairs": [{"key": "A", "value": "b"}]},
		{"cmd": "ARG", "pairs": [{"key": "C", "value": "d"}, {"key": "E"}]},
		{"cmd": "LABEL", "pairs": [{"key": "F", "value": "g"}]},
	]}
	_shown(variables) == [
		["A", "b", ["instructions", 0, "pairs", 0, "value"]],
		["C", "d", ["instructions", 1, "pairs", 0, "value"]],
	]
	variables[0].remove == {"op": "remove", "at": ["instructions", 0, "pairs", 0]}
}

test_mappings if {
	variables := environment.variables with input as {
		"__gatecheck": {"file": {"kind": "gitlab-ci"}, "scripts": [], "env": {"A": "no"}},
		"variables": {"A": "b", "C": {"value": "d", "description": "e"}, "F": 1, "G": true, "H": null, "I": ["j"]},
		"jobs": {"x": {"env": {"K": "l"}, "steps": [{"env": ["m", {"n": "o"}]}]}},
	}
	{row | some row in _shown(variables)} == {
		["A", "b", ["variables", "A"]],
		["C", "d", ["variables", "C", "value"]],
		["F", "1", ["variables", "F"]],
		["G", "true", ["variables", "G"]],
		["K", "l", ["jobs", "x", "env", "K"]],
	}
}

test_commands if {
	variables := environment.variables
		with input as sample.script(["export A=b C=d=e -n", "go env -w F=g", "echo H=i"])
	[[v.name, v.value, v.remove] | some v in variables] == [
		["A", "b", null],
		["C", "d=e", null],
		["F", "g", null],
	]
}

test_assignments if {
	document := json.patch(sample.run(["make"]), [{
		"op": "replace",
		"path": "/instructions/1/commands/0/env",
		"value": {"A": "b"},
	}])
	variables := environment.variables with input as document
	_shown(variables) == [["A", "b", ["instructions", 1, "commands", 0]]]
}

test_local if {
	every url in [
		"localhost", "http://localhost:8080/a", "https://127.0.0.1", "http://[::1]:80/",
		"https://user@localhost/a",
		"registry.localhost:5000", "0.0.0.0:80",
	] {
		environment.is_local(url)
	}
	every url in [
		"https://example.com/localhost", "localhost.example.com", "$URL", "https://127.example.com",
	] {
		not environment.is_local(url)
	}
}
