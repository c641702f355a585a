package gatecheck.secrets.sample_private_key_test

import data.gatecheck.secrets.sample_private_key

_candidate(more) := object.union(
	{
		"detector": "private-key", "masked": "(40 characters)", "key": null, "entropy": 4.5,
		"checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
		"path_hint": null, "kind_of_line": null,
	},
	more,
)

_deny(more) := denied if {
	denied := sample_private_key.deny with input as {"candidates": [_candidate(more)]}
}

test_denied if {
	_deny({"masked": "-----BEGIN PRIVATE KEY-----… (1704 characters)", "path_hint": "test"}) == {{
		"msg": "private key -----BEGIN PRIVATE KEY-----… (1704 characters) is written in clear",
		"at": ["candidates", 0],
	}}
	{denial.msg | some denial in _deny({"encrypted": true, "path_hint": "test"})} ==
		{"private key (40 characters), under a passphrase, is written in clear"}
	count(_deny({"detector": "age-secret-key", "path_hint": "test"})) == 1
}

test_silent if {
	_deny({"path_hint": null}) == set()
	_deny({"path_hint": "vendor"}) == set()
	_deny({"decoded": true, "path_hint": "test"}) == set()
	_deny({"detector": "jwt", "path_hint": "test"}) == set()
}
