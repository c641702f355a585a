package gatecheck.secrets.json_web_token_test

import data.gatecheck.secrets.json_web_token

_candidate(more) := object.union(
	{
		"detector": "jwt", "masked": "(40 characters)", "key": null, "entropy": 4.5,
		"checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
		"path_hint": null, "kind_of_line": null,
	},
	more,
)

_deny(more) := denied if {
	denied := json_web_token.deny with input as {"candidates": [_candidate(more)]}
}

test_denied if {
	_deny({"masked": "eyJ… (200 characters)"}) == {{
		"msg": "JSON web token eyJ… (200 characters) is written in clear",
		"at": ["candidates", 0],
	}}
}

test_silent if {
	_deny({"detector": "argocd-token"}) == set()
	_deny({"decoded": true}) == set()
}
