package gatecheck.k8s.run_as_root_test

import data.gatecheck.k8s.run_as_root

_denials(spec) := d if {
	d := run_as_root.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_container(context) := {"name": "a", "image": "i", "securityContext": context}

_at := ["spec", "containers", 0, "securityContext", "runAsNonRoot"]

test_missing if {
	_denials({"containers": [{"name": "a", "image": "i"}]}) == {{
		"msg": `container "a" may run as root: securityContext.runAsNonRoot is not true`,
		"at": _at,
		"fix": {"title": "require a non-root user", "ops": [{"op": "set", "at": _at, "value": true}]},
	}}
}

test_pod_speaks_for_all if {
	_denials({
		"securityContext": {"runAsNonRoot": true},
		"containers": [_container({}), _container(null)],
	}) == set()
}

test_container_overrides if {
	denials := _denials({
		"securityContext": {"runAsNonRoot": true},
		"containers": [_container({"runAsNonRoot": false}), _container({})],
	})
	{denial.at | some denial in denials} == {_at}
}

test_pod_allows_it if {
	some denial in _denials({
		"securityContext": {"runAsNonRoot": false},
		"containers": [_container({})],
	})
	denial.at == _at
	denial.related == [{
		"at": ["spec", "securityContext", "runAsNonRoot"],
		"msg": "the pod allows it here",
	}]
}

test_text_is_not_true if {
	count(_denials({"initContainers": [_container({"runAsNonRoot": "true"})]})) == 1
}

test_a_user_is_given if {
	_denials({"containers": [_container({"runAsUser": 1000})]}) == set()
	_denials({"securityContext": {"runAsUser": 0}, "containers": [_container({})]}) == set()
}

test_a_patch_only_counts_for_what_it_says if {
	_denials({"containers": [{"name": "a"}]}) == set()
	count(_denials({"containers": [{"name": "a", "securityContext": {"runAsNonRoot": false}}]})) == 1
}
