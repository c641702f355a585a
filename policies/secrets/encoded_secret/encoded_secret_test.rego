package gatecheck.secrets.encoded_secret_test

import data.gatecheck.secrets.encoded_secret

_candidate(more) := object.union(
	{
		"detector": "private-key", "masked": "(40 characters)", "key": null, "entropy": 4.5,
		"checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
		"path_hint": null, "kind_of_line": null,
	},
	more,
)

_deny(more) := denied if {
	denied := encoded_secret.deny with input as {"candidates": [_candidate(more)]}
}

test_denied if {
	_deny({"decoded": true, "key": "tls.key"}) == {{
		"msg": `the base64 holds a secret: private key (40 characters) for "tls.key"`,
		"at": ["candidates", 0],
	}}
	count(_deny({"decoded": true, "detector": "slack-token", "path_hint": "test"})) == 1
}

test_silent if {
	_deny({}) == set()
	_deny({"decoded": true, "path_hint": "docs"}) == set()
	_deny({"decoded": true, "path_hint": "vendor"}) == set()
	_deny({"decoded": true, "placeholder": true}) == set()
}
