package gatecheck.k8s.ephemeral_storage_unlimited_test

import data.gatecheck.k8s.ephemeral_storage_unlimited

_at := ["spec", "containers", 0, "resources", "limits", "ephemeral-storage"]

_denied(resources) := denied if {
	denied := ephemeral_storage_unlimited.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:1", "resources": resources}]},
	}
}

_limit(resources) := [d.fix.ops[0].value | some d in _denied(resources)]

test_missing if {
	_denied({}) == {{
		"msg": `container "web" has no ephemeral-storage limit`,
		"at": _at,
		"fix": {
			"title": "limit ephemeral storage to 1Gi",
			"ops": [{"op": "set", "at": _at, "value": "1Gi"}],
		},
	}}
}

test_never_below_the_request if {
	_limit({"requests": {"ephemeral-storage": "8Gi"}}) == ["8Gi"]
	_limit({"requests": {"ephemeral-storage": "1m"}}) == ["1Gi"]
	_limit({"requests": {"ephemeral-storage": "${SIZE}"}}) == ["1Gi"]
}

test_there if _limit({"limits": {"ephemeral-storage": 1}}) == []
