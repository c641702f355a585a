package gatecheck.k8s.seccomp_unconfined_test

import data.gatecheck.k8s.seccomp_unconfined

_denials(spec) := d if {
	d := seccomp_unconfined.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

test_pod if {
	at := ["spec", "securityContext", "seccompProfile", "type"]
	_denials({
		"securityContext": {"seccompProfile": {"type": "Unconfined"}},
		"containers": [{"name": "a"}],
	}) == {{
		"msg": `Pod "p" runs without seccomp: securityContext.seccompProfile.type is Unconfined`,
		"at": at,
		"fix": {
			"title": "use the runtime's own profile",
			"ops": [{"op": "set", "at": at, "value": "RuntimeDefault"}],
		},
	}}
}

test_container if {
	some denial in _denials({
		"containers": [{"name": "a", "securityContext": {"seccompProfile": {"type": "Unconfined"}}}],
	})
	denial.msg == `container "a" runs without seccomp: securityContext.seccompProfile.type is Unconfined`
}

test_others if {
	_denials({
		"securityContext": {"seccompProfile": {"type": "Localhost"}},
		"containers": [{"name": "a"}],
	}) == set()
	_denials({
		"securityContext": {"seccompProfile": "Unconfined"},
		"containers": [{"name": "a"}],
	}) == set()
}
