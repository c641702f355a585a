package gatecheck.github.secrets_inherit_test

import data.gatecheck.github.secrets_inherit

_deny(job) := found if {
	found := secrets_inherit.deny with input as {"jobs": {"a": job}}
}

test_whole_result if {
	_deny({"uses": "./w.yaml", "secrets": "inherit"}) == {{
		"msg": "job \"a\" hands all secrets to ./w.yaml",
		"at": ["jobs", "a", "secrets"],
	}}
}

test_silent if {
	_deny({"uses": "./w.yaml", "secrets": {"inherit": "x"}}) == set()
	_deny({"uses": "./w.yaml"}) == set()
	_deny({"secrets": "inherit"}) == set()
}
