package gatecheck.github.unredacted_secret_test

import data.gatecheck.github.unredacted_secret

_deny(text) := found if {
	found := unredacted_secret.deny with input as {"x": text}
}

test_whole_result if {
	_deny("${{ fromJSON(secrets.A).b }}") == {{
		"msg": "fromJSON(secrets.A).b takes a part out of a secret, which is not masked in logs",
		"at": ["x", {"slice": [4, 25]}],
	}}
	count(_deny("${{ fromjson( secrets['A'] )['b'] }}")) == 1
}

test_conditions if {
	found := unredacted_secret.deny with input as {"if": "fromJSON(secrets.A).b == 'c'"}
	count(found) == 1
}

test_silent if {
	_deny("${{ fromJSON(secrets.A) }}") == set()
	_deny("fromJSON(secrets.A).b") == set()
	_deny("${{ fromJSON(vars.A).b }}") == set()
}
