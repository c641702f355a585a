package gatecheck.k8s.memory_limit_missing_test

import data.gatecheck.k8s.memory_limit_missing

_at := ["spec", "containers", 0, "resources", "limits", "memory"]

_denied(resources) := denied if {
	denied := memory_limit_missing.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:1", "resources": resources}]},
	}
}

_limit(resources) := [d.fix.ops[0].value | some d in _denied(resources)]

test_missing if {
	_denied({}) == {{
		"msg": `container "web" has no memory limit`,
		"at": _at,
		"fix": {
			"title": "limit memory to 256Mi",
			"ops": [{"op": "set", "at": _at, "value": "256Mi"}],
		},
	}}
}

test_limit_is_the_request if {
	_limit({"requests": {"memory": "1Gi"}, "limits": {"cpu": 1}}) == ["1Gi"]
	_limit({"requests": {"memory": 1000000000}}) == [1000000000]
	_limit({"requests": {"memory": "0"}}) == ["256Mi"]
	_limit({"requests": {"memory": null}, "limits": null}) == ["256Mi"]
}

test_there if {
	_limit({"limits": {"memory": "1Gi"}}) == []
	_limit({"limits": {"memory": 1000000000}}) == []
}
