package gatecheck.k8s.non_root_undeclared_test

import data.gatecheck.k8s.non_root_undeclared

_denials(spec) := d if {
	d := non_root_undeclared.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_at := ["spec", "containers", 0, "securityContext", "runAsNonRoot"]

test_undeclared if {
	_denials({"securityContext": {"runAsUser": 1000}, "containers": [{"name": "a"}]}) == {{
		"msg": `container "a" is held to its user by nothing: securityContext.runAsNonRoot is not true`,
		"at": _at,
		"related": [{"at": ["spec", "securityContext", "runAsUser"], "msg": "the user is given here"}],
		"fix": {"title": "require a non-root user", "ops": [{"op": "set", "at": _at, "value": true}]},
	}}
}

test_declared_or_another_matter if {
	_denials({
		"securityContext": {"runAsUser": 1000, "runAsNonRoot": true},
		"containers": [{"name": "a"}],
	}) == set()
	_denials({"securityContext": {"runAsUser": 0}, "containers": [{"name": "a"}]}) == set()
	_denials({"securityContext": {"runAsUser": "1000"}, "containers": [{"name": "a"}]}) == set()
	_denials({"containers": [{"name": "a"}]}) == set()
}
