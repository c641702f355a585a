package gatecheck.k8s.apparmor_unconfined_test

import data.gatecheck.k8s.apparmor_unconfined

_denials(spec) := d if {
	d := apparmor_unconfined.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

test_pod if {
	at := ["spec", "securityContext", "appArmorProfile", "type"]
	_denials({
		"securityContext": {"appArmorProfile": {"type": "Unconfined"}},
		"containers": [{"name": "a"}],
	}) == {{
		"msg": `Pod "p" runs without AppArmor: securityContext.appArmorProfile.type is Unconfined`,
		"at": at,
		"fix": {
			"title": "use the runtime's own profile",
			"ops": [{"op": "set", "at": at, "value": "RuntimeDefault"}],
		},
	}}
}

test_container if {
	some denial in _denials({
		"containers": [{"name": "a", "securityContext": {"appArmorProfile": {"type": "Unconfined"}}}],
	})
	denial.msg == `container "a" runs without AppArmor: securityContext.appArmorProfile.type is Unconfined`
}

test_others if {
	_denials({
		"securityContext": {"appArmorProfile": {"type": "Localhost"}},
		"containers": [{"name": "a"}],
	}) == set()
	_denials({
		"securityContext": {"appArmorProfile": "Unconfined"},
		"containers": [{"name": "a"}],
	}) == set()
}

test_annotation if {
	key := "container.apparmor.security.beta.kubernetes.io/a"
	at := ["spec", "template", "metadata", "annotations", key]
	denials := apparmor_unconfined.deny with input as {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"spec": {
			"template": {"metadata": {"annotations": {key: "unconfined", "b": "unconfined"}}, "spec": {}},
		},
	}
	denials == {{
		"msg": `container "a" runs without AppArmor: its annotation says unconfined`,
		"at": at,
		"fix": {
			"title": "use the runtime's own profile",
			"ops": [{"op": "set", "at": at, "value": "runtime/default"}],
		},
	}}
}
