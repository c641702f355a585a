package gatecheck.secrets.url_credentials_test

import data.gatecheck.secrets.url_credentials

_candidate(more) := object.union(
	{
		"detector": "url-credentials", "masked": "(40 characters)", "key": null, "entropy": 4.5,
		"checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
		"path_hint": null, "kind_of_line": null,
	},
	more,
)

_deny(more) := denied if {
	denied := url_credentials.deny with input as {"candidates": [_candidate(more)]}
}

test_denied if {
	_deny({"key": "DATABASE"}) == {{
		"msg": `the address for "DATABASE" holds a password (40 characters)`,
		"at": ["candidates", 0],
		"fix": {
			"title": "take the login out of the address",
			"ops": [{"op": "remove", "at": ["candidates", 0, "userinfo"]}],
		},
	}}
	{denial.msg | some denial in _deny({})} == {"the address holds a password (40 characters)"}
}

test_silent if {
	_deny({"path_hint": "docs"}) == set()
	_deny({"path_hint": "vendor"}) == set()
	_deny({"placeholder": true}) == set()
	_deny({"detector": "jwt"}) == set()
}
