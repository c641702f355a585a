package gatecheck.k8s.request_above_limit_test

import data.gatecheck.k8s.request_above_limit

_denied(requests, limits) := denied if {
	denied := request_above_limit.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {
			"containers": [{"name": "web", "resources": {"requests": requests, "limits": limits}}],
		},
	}
}

_at(section) := ["spec", "containers", 0, "resources", section, "memory"]

test_above if {
	_denied({"memory": "2Gi"}, {"memory": "1Gi"}) == {{
		"msg": `container "web" requests more memory than its limit: 2Gi is above 1Gi`,
		"at": _at("requests"),
		"related": [{"at": _at("limits"), "msg": "the limit"}],
		"fix": {
			"title": "raise the limit to the request",
			"ops": [{"op": "set", "at": _at("limits"), "value": "2Gi"}],
		},
	}}
}

test_units if {
	every pair in [["1Gi", "1G"], [2, "1100m"], ["1.2", "1100m"], ["1e3", 999], ["1025Mi", "1Gi"]] {
		count(_denied({"x": pair[0]}, {"x": pair[1]})) == 1
	}
	every pair in [["1G", "1Gi"], [1, "1000m"], ["0.1", "100m"], ["1024Mi", "1Gi"], ["500m", 1]] {
		count(_denied({"x": pair[0]}, {"x": pair[1]})) == 0
	}
}

test_unknown if {
	_denied({"cpu": "${CPU}"}, {"cpu": 1}) == set()
	_denied({"cpu": 2}, {"memory": 1}) == set()
	_denied({"cpu": 2}, {"cpu": null}) == set()
	_denied({"cpu": "lots"}, {"cpu": 1}) == set()
}

test_each_resource if count(_denied({"cpu": 2, "memory": 2}, {"cpu": 1, "memory": 1})) == 2
