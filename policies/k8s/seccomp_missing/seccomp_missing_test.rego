package gatecheck.k8s.seccomp_missing_test

import data.gatecheck.k8s.seccomp_missing

_denials(spec) := d if {
	d := seccomp_missing.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_at := ["spec", "securityContext", "seccompProfile"]

_own := {"seccompProfile": {"type": "RuntimeDefault"}}

test_one if {
	_denials({"containers": [
		{"name": "a", "image": "i"},
		{"name": "b", "image": "i", "securityContext": _own},
	]}) == {{
		"msg": `container "a" runs without a seccomp profile`,
		"at": _at,
		"fix": {
			"title": "use the runtime's own profile",
			"ops": [{"op": "set", "at": _at, "value": {"type": "RuntimeDefault"}}],
		},
	}}
}

test_several if {
	some denial in _denials({
		"initContainers": [{"name": "b", "image": "i"}],
		"containers": [{"name": "a", "image": "i"}],
	})
	denial.msg == `containers "b", "a" run without a seccomp profile`
}

test_pod_speaks_for_all if {
	_denials({"securityContext": _own, "containers": [{"name": "a", "image": "i"}]}) == set()
}

test_a_profile_has_a_type if {
	count(
		_denials({
			"securityContext": {"seccompProfile": {}},
			"containers": [{"name": "a", "image": "i"}],
		}),
	) == 1
	count(
		_denials({"securityContext": {"seccompProfile": 1}, "containers": [{"name": "a", "image": "i"}]}),
	) == 1
}

test_windows_and_patches if {
	_denials({"os": {"name": "windows"}, "containers": [{"name": "a", "image": "i"}]}) == set()
	_denials({"containers": [{"name": "a"}]}) == set()
	_denials({}) == set()
}
