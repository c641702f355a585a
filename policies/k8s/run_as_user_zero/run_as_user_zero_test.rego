package gatecheck.k8s.run_as_user_zero_test

import data.gatecheck.k8s.run_as_user_zero

_denials(spec) := d if {
	d := run_as_user_zero.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
		with data.gatecheck.config.k8s.run_as_user_zero.user as 10007
}

test_pod if {
	at := ["spec", "securityContext"]
	_denials({"securityContext": {"runAsUser": 0}, "containers": [{"name": "a"}, {"name": "b"}]}) == {{
		"msg": `Pod "p" runs as root: securityContext.runAsUser is 0`,
		"at": array.concat(at, ["runAsUser"]),
		"fix": {"title": "run as user 10007", "ops": [
			{"op": "set", "at": array.concat(at, ["runAsUser"]), "value": 10007},
			{"op": "set", "at": array.concat(at, ["runAsNonRoot"]), "value": true},
		]},
	}}
}

test_container if {
	at := ["spec", "containers", 0, "securityContext", "runAsUser"]
	_denials({
		"containers": [{"name": "a", "securityContext": {"runAsUser": 0, "runAsNonRoot": true}}],
	}) == {{
		"msg": `container "a" runs as root: securityContext.runAsUser is 0`,
		"at": at,
		"fix": {"title": "run as user 10007", "ops": [{"op": "set", "at": at, "value": 10007}]},
	}}
}

test_not_zero if {
	_denials({
		"containers": [{"name": "a", "securityContext": {"runAsUser": 1}}, {"name": "b"}],
	}) == set()
}
