package gatecheck.secrets.service_token_test

import data.gatecheck.secrets.service_token

_candidate(more) := object.union(
	{
		"detector": "openai-api-key", "masked": "(40 characters)", "key": null, "entropy": 4.5,
		"checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
		"path_hint": null, "kind_of_line": null,
	},
	more,
)

_deny(more) := denied if {
	denied := service_token.deny with input as {"candidates": [_candidate(more)]}
}

test_denied if {
	_deny({"key": "KEY"}) == {{
		"msg": `OpenAI API key (40 characters) for "KEY" is written in clear`,
		"at": ["candidates", 0],
	}}
	count(_deny({"path_hint": "test"})) == 1
	count(_deny({"kind_of_line": "comment"})) == 1
}

test_silent if {
	_deny({"detector": "generic-assignment"}) == set()
	_deny({"placeholder": true}) == set()
	_deny({"decoded": true}) == set()
	_deny({"checksum_ok": false, "path_hint": "docs"}) == set()
	_deny({"detector": "argocd-token", "path_hint": "test"}) == set()
}
