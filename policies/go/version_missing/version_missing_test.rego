package gatecheck.go.version_missing_test

import data.gatecheck.go.version_missing

test_denied if {
	denied := version_missing.deny with input as {"module": {"path": "a.test/b"}}
	denied == {{
		"msg": "go.mod does not say which version of Go the module is written for",
		"at": ["go"],
		"fix": {
			"title": "state the version that Go assumes",
			"ops": [{"op": "set", "at": ["go"], "value": "1.16"}],
		},
	}}
}

test_silent if {
	stated := version_missing.deny with input as {"module": {"path": "a.test/b"}, "go": "1.24"}
	stated == set()
	nothing := version_missing.deny with input as {}
	nothing == set()
}
