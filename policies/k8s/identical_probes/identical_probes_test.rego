package gatecheck.k8s.identical_probes_test

import data.gatecheck.k8s.identical_probes

_denied(live, ready) := denied if {
	denied := identical_probes.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "livenessProbe": live, "readinessProbe": ready}]},
	}
}

_ask := {"httpGet": {"path": "/", "port": 80}}

test_same if {
	_denied(_ask, _ask) == {{
		"msg": `container "web" is killed as soon as it is not ready: both probes are the same`,
		"at": ["spec", "containers", 0, "livenessProbe"],
		"related": [
			{"at": ["spec", "containers", 0, "readinessProbe"], "msg": "the same question"},
		],
	}}
	count(_denied(object.union(_ask, {"failureThreshold": 3}), _ask)) == 1
	count(
		_denied(
			object.union(_ask, {"periodSeconds": 5}),
			object.union(_ask, {"timeoutSeconds": 2}),
		),
	) == 1
}

test_different if {
	_denied(object.union(_ask, {"failureThreshold": 6}), _ask) == set()
	_denied(object.union(_ask, {"periodSeconds": 20}), _ask) == set()
	_denied({"tcpSocket": {"port": 80}}, _ask) == set()
	_denied({"httpGet": {"path": "/live", "port": 80}}, _ask) == set()
	_denied(null, null) == set()
	_denied(_ask, null) == set()
	count(_denied(object.union(_ask, {"periodSeconds": null}), _ask)) == 1
}
