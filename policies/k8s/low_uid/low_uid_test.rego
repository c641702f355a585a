package gatecheck.k8s.low_uid_test

import data.gatecheck.k8s.low_uid

_denials(user) := d if {
	spec := {"securityContext": {"runAsUser": user}, "containers": [{"name": "a"}]}
	d := low_uid.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
		with data.gatecheck.config.k8s.low_uid.minimum as 2000
}

test_low if {
	at := ["spec", "securityContext", "runAsUser"]
	_denials(1999) == {{
		"msg": `Pod "p" runs as user 1999, which may be a user of the node`,
		"at": at,
		"fix": {"title": "run as user 2000", "ops": [{"op": "set", "at": at, "value": 2000}]},
	}}
}

test_not_low if {
	_denials(2000) == set()
	_denials(0) == set()
	_denials("1000") == set()
	_denials(null) == set()
}
