package gatecheck.go.dead_directive_test

import data.gatecheck.go.dead_directive

_deny(module) := denied if {
	nothing := {"require": [], "replace": [], "exclude": []}
	denied := dead_directive.deny with input as object.union(nothing, module)
}

_module := {"go": "1.22", "require": [{"path": "a.test/used/v2", "version": "v2.0.0"}]}

test_replace if {
	_deny(object.union(_module, {"replace": [
		{"old": {"path": "a.test/beside"}},
		{"old": {"path": "b.test/gone"}},
	]})) == {{
		"msg": "b.test/gone is replaced, but not required",
		"at": ["replace", 1],
		"fix": {"title": "delete the replacement", "ops": [{"op": "remove", "at": ["replace", 1]}]},
	}}
}

test_exclude if {
	_deny(object.union(_module, {"exclude": [
		{"path": "a.test/used", "version": "v1.1.0"},
		{"path": "b.test/gone", "version": "v1.1.0"},
	]})) == {{
		"msg": "b.test/gone v1.1.0 is excluded, but not required",
		"at": ["exclude", 1],
		"fix": {"title": "delete the exclusion", "ops": [{"op": "remove", "at": ["exclude", 1]}]},
	}}
}

test_versions_of_go if {
	dead := {"replace": [{"old": {"path": "b.test/gone"}}]}
	_deny(dead) == set()
	_deny(object.union(dead, {"go": "1.16"})) == set()
	count(_deny(object.union(dead, {"go": "1.17"}))) == 1
	count(_deny(object.union(dead, {"go": "1.24rc1"}))) == 1
	count(_deny(object.union(dead, {"go": "2.0"}))) == 1
}
