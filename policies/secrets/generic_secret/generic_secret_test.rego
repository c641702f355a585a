package gatecheck.secrets.generic_secret_test

import data.gatecheck.secrets.generic_secret

_candidate(more) := object.union(
	{
		"detector": "generic-assignment", "masked": "(40 characters)", "key": null, "entropy": 4.5,
		"checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
		"path_hint": null, "kind_of_line": null,
	},
	more,
)

_deny(more) := denied if {
	denied := generic_secret.deny with input as {"candidates": [_candidate(more)]}
}

_messages(more) := {denial.msg | some denial in _deny(more)}

test_denied if {
	_deny({"key": "DB_PASSWORD"}) == {{
		"msg": `the value of "DB_PASSWORD" (40 characters) is written in clear`,
		"at": ["candidates", 0],
	}}
	_messages({}) == {"a secret (40 characters) is written in clear"}
	_messages({"detector": "stripe-test-key"}) ==
		{"Stripe test key (40 characters) is written in clear"}
}

test_silent if {
	_deny({"path_hint": "example"}) == set()
	_deny({"path_hint": "vendor"}) == set()
	_deny({"placeholder": true}) == set()
	_deny({"decoded": true}) == set()
	_deny({"detector": "jwt"}) == set()
}
