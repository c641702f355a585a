package gatecheck.go.sum_missing_test

import data.gatecheck.go.sum_missing

_module(path) := {"path": path, "kind": "go-mod", "facts": {
	"require": [{"path": "a.test/a"}, {"path": "a.test/b"}],
	"replace": [{"old": {"path": "a.test/a"}, "new": {"local": true}}],
}}

_sum(path) := {"path": path, "kind": "go-sum", "facts": {"entries": [{"line": 1}]}}

_deny(documents) := denied if {
	denied := sum_missing.deny with input as {"documents": documents}
}

test_denied if {
	_deny([_sum("go.sum"), _module("cart/go.mod")]) == {{
		"msg": "no go.sum vouches for the 1 modules required here",
		"document": 1,
		"at": ["require"],
	}}
	count(_deny([_module("go.mod")])) == 1
}

test_silent if {
	_deny([_module("cart/go.mod"), _sum("cart/go.sum")]) == set()
	_deny([_module("cart/testdata/a/go.mod")]) == set()
	_deny([{"path": "go.mod", "kind": "go-mod", "facts": {}}]) == set()
	local := object.union(_module("go.mod"), {"facts": {"require": [{"path": "a.test/a"}]}})
	_deny([local]) == set()
}
