package gatecheck.docker.secret_in_env_test

import data.gatecheck.docker.secret_in_env

_deny(cmd, pair) := denied if {
	denied := secret_in_env.deny with input as {"instructions": [
		{"cmd": "FROM", "args": ["alpine"]},
		{"cmd": cmd, "pairs": [{"key": "PORT", "value": "80"}, pair]},
	]}
}

test_denied if {
	_deny("ENV", {"key": "DB_PASSWORD", "value": "hunter2"}) == {{
		"msg": "ENV DB_PASSWORD holds a secret in clear",
		"at": ["instructions", 1, "pairs", 1, "value"],
	}}
	count(_deny("ARG", {"key": "API_TOKEN", "value": "9f8e7d6c"})) == 1
}

test_silent if {
	_deny("LABEL", {"key": "DB_PASSWORD", "value": "hunter2"}) == set()
	_deny("ARG", {"key": "DB_PASSWORD"}) == set()
	_deny("ENV", {"key": "DB_PASSWORD", "value": "$DB_PASSWORD"}) == set()
	_deny("ENV", {"key": "DB_PASSWORD_FILE", "value": "hunter2"}) == set()
}
