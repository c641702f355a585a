package gatecheck.secrets.credentials_file_test

import data.gatecheck.secrets.credentials_file

_candidate(more) := object.union(
	{
		"detector": "netrc-password", "masked": "(40 characters)", "key": null, "entropy": 4.5,
		"checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
		"path_hint": null, "kind_of_line": null,
	},
	more,
)

_deny(more) := denied if {
	denied := credentials_file.deny with input as {"candidates": [_candidate(more)]}
}

test_denied if {
	_deny({}) == {{"msg": ".netrc with a login: (40 characters)", "at": ["candidates", 0]}}
	{denial.msg | some denial in _deny({"detector": "kubeconfig-client-key"})} ==
		{"kubeconfig with a login: (40 characters)"}
}

test_silent if {
	_deny({"path_hint": "docs"}) == set()
	_deny({"path_hint": "vendor"}) == set()
	_deny({"placeholder": true}) == set()
	_deny({"detector": "private-key"}) == set()
}
