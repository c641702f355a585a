package gatecheck.k8s.cpu_request_missing_test

import data.gatecheck.k8s.cpu_request_missing

_at := ["spec", "containers", 0, "resources", "requests", "cpu"]

_denied(resources) := denied if {
	denied := cpu_request_missing.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:1", "resources": resources}]},
	}
}

test_missing if {
	every resources in [
		null, {}, {"requests": {"memory": "1Gi"}}, {"requests": {"cpu": null}}, {"limits": {}},
	] {
		_denied(resources) == {{
			"msg": `container "web" requests no CPU`,
			"at": _at,
			"fix": {
				"title": "request 100m of CPU",
				"ops": [{"op": "set", "at": _at, "value": "100m"}],
			},
		}}
	}
}

test_there if {
	every resources in [
		{"requests": {"cpu": 0}},
		{"requests": {"cpu": "10m"}},
		{"limits": {"cpu": 1}},
	] {
		_denied(resources) == set()
	}
}

test_setting if {
	denied := cpu_request_missing.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:1"}]},
	} with data.gatecheck.config.k8s.cpu_request_missing.request as "20m"
	{d.fix.ops[0].value | some d in denied} == {"20m"}
}
