package gatecheck.go.sum_malformed_test

import data.gatecheck.go.sum_malformed

_deny(entries, malformed) := denied if {
	denied := sum_malformed.deny with input as {"entries": entries, "malformed": malformed}
}

test_denied if {
	_deny([], [{"text": "a.test/b v1.0.0", "line": 7}]) == {{
		"msg": "line 7 has not the three parts module, version and hash",
		"at": ["malformed", 0],
	}}
	_deny([{"module": "a.test/b", "version": "v1.0.0", "valid": false}], []) == {{
		"msg": "the hash of a.test/b v1.0.0 is no h1 hash",
		"at": ["entries", 0, "hash"],
	}}
}

test_silent if {
	_deny([{"module": "a.test/b", "version": "v1.0.0", "valid": true}], []) == set()
}
