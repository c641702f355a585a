package gatecheck.k8s.image_pull_policy_test

import data.gatecheck.k8s.image_pull_policy

_denied(container) := denied if {
	denied := image_pull_policy.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}
}

test_present if {
	at := ["spec", "containers", 0, "imagePullPolicy"]
	_denied({"image": "web:latest", "imagePullPolicy": "IfNotPresent"}) == {{
		"msg": `container "web" may run an old "web:latest": the pull policy is IfNotPresent`,
		"at": at,
		"fix": {
			"title": "pull always",
			"ops": [{"op": "set", "at": at, "value": "Always"}],
		},
	}}
	{d.msg | some d in _denied({"image": "web:main"})} == {
		`container "web" may run an old "web:main": the pull policy is not set, which stands for IfNotPresent`,
	}
}

test_right if {
	every container in [
		{"image": "web"}, {"image": "web:latest"},
		{"image": "web:latest", "imagePullPolicy": "Always"},
		{"image": "web:1.4", "imagePullPolicy": "Never"}, {"image": "web:1.4"},
		{"image": "web:main-5a2c4e1"},
		{"image": "web:main@sha256:0"}, {"image": "web:main", "imagePullPolicy": "Always"},
	] {
		_denied(container) == set()
	}
}

test_setting if {
	denied := image_pull_policy.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:prod"}]},
	} with data.gatecheck.config.k8s.image_pull_policy.moving_tags as ["prod"]
	count(denied) == 1
}
