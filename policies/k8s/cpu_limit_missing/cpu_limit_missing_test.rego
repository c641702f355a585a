package gatecheck.k8s.cpu_limit_missing_test

import data.gatecheck.k8s.cpu_limit_missing

_at := ["spec", "containers", 0, "resources", "limits", "cpu"]

_denied(resources) := denied if {
	denied := cpu_limit_missing.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:1", "resources": resources}]},
	}
}

_limit(resources) := [d.fix.ops[0].value | some d in _denied(resources)]

test_missing if {
	_denied({}) == {{
		"msg": `container "web" has no CPU limit`,
		"at": _at,
		"fix": {"title": "limit CPU to 500m", "ops": [{"op": "set", "at": _at, "value": "500m"}]},
	}}
}

test_never_below_the_request if {
	_limit({"requests": {"cpu": "2"}}) == ["2"]
	_limit({"requests": {"cpu": "1m"}}) == ["500m"]
	_limit({"requests": {"cpu": "${SIZE}"}}) == ["500m"]
}

test_there if _limit({"limits": {"cpu": 1}}) == []
