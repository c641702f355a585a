package gatecheck.github.all_secrets_exposed_test

import data.gatecheck.github.all_secrets_exposed

_deny(text) := found if {
	found := all_secrets_exposed.deny with input as {"x": text}
}

test_whole_result if {
	_deny("a ${{ toJSON(secrets) }}") == {{
		"msg": "toJSON(secrets) hands over every secret, not only one",
		"at": ["x", {"slice": [6, 21]}],
	}}
}

test_computed_names if {
	{denial.msg | some denial in _deny("${{ secrets[format('a{0}', matrix.b)] }}")} == {
		"secrets[format('a{0}', matrix.b)] hands over every secret, not only one",
	}
	count(_deny("${{ join(secrets.*, ',') }}")) == 1
}

test_once if {
	count(_deny("${{ toJSON(secrets) }} ${{ secrets[matrix.a] }} ${{ secrets.* }}")) == 1
	count(_deny("${{ toJSON(secrets) }} ${{ secrets.* }}")) == 1
	count(_deny("${{ secrets[matrix.a] }} ${{ secrets.* }}")) == 1
}

test_conditions if {
	found := all_secrets_exposed.deny with input as {"if": "secrets[matrix.a] != ''"}
	count(found) == 1
}

test_silent if {
	_deny("${{ secrets.A }} ${{ secrets['A'] }}") == set()
	_deny("toJSON(secrets)") == set()
	_deny("${{ toJSON(my.secrets) }}") == set()
}
