package gatecheck.lib.candidates_test

import data.gatecheck.lib.candidates

_candidate(more) := object.union(
	{
		"detector": "github-token", "masked": "ghp_… (40 characters)", "key": null,
		"entropy": 4.5, "checksum_ok": true, "decoded": false, "placeholder": false,
		"encrypted": false, "path_hint": null, "kind_of_line": null,
	},
	more,
)

_found(more) := found if {
	found := candidates.found({"github-token"}) with input as {"candidates": [_candidate(more)]}
}

_encoded(more) := found if {
	found := candidates.encoded with input as {"candidates": [_candidate(more)]}
}

test_found if {
	_found({}) == [{"candidate": _candidate({}), "at": ["candidates", 0]}]
	_found({"detector": "npm-token"}) == []
	_found({"placeholder": true}) == []
	_found({"decoded": true}) == []
	nothing := candidates.found({"github-token"}) with input as {}
	nothing == []
}

test_wrong_checksums_count_where_secrets_are_used if {
	count(_found({"checksum_ok": false})) == 1
	count(_found({"checksum_ok": false, "path_hint": "vendor"})) == 1
	_found({"checksum_ok": false, "path_hint": "test"}) == []
	count(_found({"checksum_ok": null, "path_hint": "test"})) == 1
}

test_encoded if {
	count(_encoded({"decoded": true})) == 1
	_encoded({}) == []
	_encoded({"decoded": true, "placeholder": true}) == []
}

test_places if {
	candidates.among_samples({"path_hint": "docs"})
	not candidates.among_samples({"path_hint": "vendor"})
	not candidates.among_samples({"path_hint": null})
	candidates.made_up({"detector": "private-key", "path_hint": "test"})
	not candidates.made_up({"detector": "private-key", "path_hint": null})
	not candidates.made_up({"detector": "slack-token", "path_hint": "test"})
	candidates.vendored({"path_hint": "vendor"})
	not candidates.vendored({"path_hint": "test"})
}

test_words if {
	_words({}) == "GitHub token ghp_… (40 characters)"
	_words({"key": "CI_TOKEN", "detector": "aws-secret-key"}) ==
		`AWS secret key ghp_… (40 characters) for "CI_TOKEN"`
}

_words(more) := candidates.describe({"candidate": _candidate(more)})
