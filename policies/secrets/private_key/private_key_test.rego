package gatecheck.secrets.private_key_test

import data.gatecheck.secrets.private_key

_candidate(more) := object.union(
	{
		"detector": "private-key", "masked": "(40 characters)", "key": null, "entropy": 4.5,
		"checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
		"path_hint": null, "kind_of_line": null,
	},
	more,
)

_deny(more) := denied if {
	denied := private_key.deny with input as {"candidates": [_candidate(more)]}
}

test_denied if {
	_deny({"masked": "-----BEGIN PRIVATE KEY-----… (1704 characters)"}) == {{
		"msg": "private key -----BEGIN PRIVATE KEY-----… (1704 characters) is written in clear",
		"at": ["candidates", 0],
	}}
	{denial.msg | some denial in _deny({"encrypted": true})} ==
		{"private key (40 characters), under a passphrase, is written in clear"}
	count(_deny({"detector": "age-secret-key"})) == 1
}

test_silent if {
	_deny({"path_hint": "test"}) == set()
	_deny({"path_hint": "vendor"}) == set()
	_deny({"decoded": true}) == set()
	_deny({"detector": "jwt"}) == set()
}
