package gatecheck.k8s.probe_success_threshold_test

import data.gatecheck.k8s.probe_success_threshold

_denied(container) := denied if {
	denied := probe_success_threshold.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"initContainers": [object.union({"name": "web"}, container)]},
	}
}

test_several if {
	at := ["spec", "initContainers", 0, "startupProbe", "successThreshold"]
	_denied({"startupProbe": {"successThreshold": 2}}) == {{
		"msg": `container "web": the successThreshold of a startupProbe must be 1, not 2`,
		"at": at,
		"fix": {"title": "ask for one success", "ops": [{"op": "set", "at": at, "value": 1}]},
	}}
	count(_denied({"livenessProbe": {"successThreshold": 3}})) == 1
}

test_one if {
	every threshold in [1, 0, null, "2"] {
		_denied({"livenessProbe": {"successThreshold": threshold}}) == set()
	}
	_denied(
		{"livenessProbe": {}, "startupProbe": null, "readinessProbe": {"successThreshold": 2}},
	) == set()
}
