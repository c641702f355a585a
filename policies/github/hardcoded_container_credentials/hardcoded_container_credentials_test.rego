package gatecheck.github.hardcoded_container_credentials_test

import data.gatecheck.github.hardcoded_container_credentials

_deny(password) := found if {
	workflow := {"jobs": {"a": {"container": {"credentials": {"username": "u", "password": password}}}}}
	found := hardcoded_container_credentials.deny with input as workflow
}

test_whole_result if {
	at := ["jobs", "a", "container", "credentials", "password"]
	_deny("plum") == {{
		"msg": "the container of job \"a\" gets its image with a password that is written here",
		"at": at,
		"fix": {
			"title": "refer to a secret named REGISTRY_PASSWORD",
			"ops": [{"op": "set", "at": at, "value": "${{ secrets.REGISTRY_PASSWORD }}"}],
		},
	}}
	count(_deny(1234)) == 1
}

test_silent if {
	_deny("${{ secrets.X }}") == set()
	_deny("") == set()
	_deny(null) == set()
}
