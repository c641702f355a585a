package gatecheck.docker.secret_build_argument_test

import data.gatecheck.docker.secret_build_argument

_deny(cmd, pair) := denied if {
	denied := secret_build_argument.deny with input as {"instructions": [
		{"cmd": "FROM", "args": ["alpine"]},
		{"cmd": cmd, "pairs": [pair]},
	]}
}

test_denied if {
	_deny("ARG", {"key": "NPM_TOKEN"}) == {{
		"msg": "build argument NPM_TOKEN is a secret that the image's history keeps",
		"at": ["instructions", 1, "pairs", 0, "key"],
	}}
	count(_deny("ARG", {"key": "NPM_TOKEN", "value": ""})) == 1
	count(_deny("ARG", {"key": "NPM_TOKEN", "value": "changeme"})) == 1
}

test_silent if {
	_deny("ENV", {"key": "NPM_TOKEN", "value": ""}) == set()
	_deny("ARG", {"key": "NPM_VERSION"}) == set()
	_deny("ARG", {"key": "NPM_TOKEN", "value": "9f8e7d6c"}) == set()
	_deny("ARG", {"key": "USE_TOKEN", "value": "false"}) == set()
	_deny("ARG", {"key": "NPM_TOKEN", "value": "/run/secrets/npm"}) == set()
}
