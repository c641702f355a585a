package gatecheck.gitlab.docker_without_tls_test

import data.gatecheck.gitlab.docker_without_tls

_deny(value) := found if {
	found := docker_without_tls.deny with input as {"variables": {"DOCKER_TLS_CERTDIR": value, "EMPTY": ""}}
}

test_whole_result if {
	at := ["variables", "DOCKER_TLS_CERTDIR"]
	_deny("") == {{
		"msg": "the pipeline empties DOCKER_TLS_CERTDIR",
		"at": at,
		"fix": {"title": "let the Docker service use TLS", "ops": [{"op": "set", "at": at, "value": "/certs"}]},
	}}
	count(_deny(null)) == 1
	_deny("/certs") == set()
}
