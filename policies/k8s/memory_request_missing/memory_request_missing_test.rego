package gatecheck.k8s.memory_request_missing_test

import data.gatecheck.k8s.memory_request_missing

_at := ["spec", "containers", 0, "resources", "requests", "memory"]

_denied(resources) := denied if {
	denied := memory_request_missing.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:1", "resources": resources}]},
	}
}

test_missing if {
	every resources in [
		null, {}, {"requests": {"cpu": 1}}, {"requests": {"memory": null}}, {"limits": {}},
	] {
		_denied(resources) == {{
			"msg": `container "web" requests no memory`,
			"at": _at,
			"fix": {
				"title": "request 128Mi of memory",
				"ops": [{"op": "set", "at": _at, "value": "128Mi"}],
			},
		}}
	}
}

test_there if {
	every resources in [
		{"requests": {"memory": 0}},
		{"requests": {"memory": "10Mi"}},
		{"limits": {"memory": 1}},
	] {
		_denied(resources) == set()
	}
}

test_setting if {
	denied := memory_request_missing.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:1"}]},
	} with data.gatecheck.config.k8s.memory_request_missing.request as "1Gi"
	{d.fix.ops[0].value | some d in denied} == {"1Gi"}
}
