package gatecheck.k8s.privilege_escalation_test

import data.gatecheck.k8s.privilege_escalation

_denials(pod, container) := d if {
	spec := object.union(pod, {"containers": [object.union({"name": "a", "image": "i"}, container)]})
	d := privilege_escalation.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_at := ["spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"]

test_missing if {
	_denials({}, {}) == {{
		"msg": `container "a" may gain privileges: securityContext.allowPrivilegeEscalation is not false`,
		"at": _at,
		"fix": {"title": "forbid to gain privileges", "ops": [{"op": "set", "at": _at, "value": false}]},
	}}
}

test_values if {
	count(_denials({}, {"securityContext": {"allowPrivilegeEscalation": true}})) == 1
	count(_denials({}, {"securityContext": {"allowPrivilegeEscalation": null}})) == 1
	count(_denials({}, {"securityContext": {"allowPrivilegeEscalation": "false"}})) == 1
	count(_denials({}, {"securityContext": {"allowPrivilegeEscalation": false}})) == 0
}

test_pods_have_no_such_field if {
	count(_denials({"securityContext": {"allowPrivilegeEscalation": false}}, {})) == 1
}

test_windows if {
	_denials({"os": {"name": "windows"}}, {}) == set()
}

test_a_patch_only_counts_for_what_it_says if {
	_denials({}, {"image": null}) == set()
	count(_denials({}, {"image": null, "securityContext": {"allowPrivilegeEscalation": true}})) == 1
}

test_no_fix_that_kubernetes_refuses if {
	every context in [{"privileged": true}, {"capabilities": {"add": ["KILL", "CAP_SYS_ADMIN"]}}] {
		some denial in _denials({}, {"securityContext": context})
		not denial.fix
	}
	some denial in _denials({}, {"securityContext": {"capabilities": {"add": ["KILL"]}}})
	denial.fix
}
