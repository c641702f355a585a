package gatecheck.k8s.liveness_probe_missing_test

import data.gatecheck.k8s.liveness_probe_missing

_count(spec) := count(denied) if {
	denied := liveness_probe_missing.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": spec,
	}
}

test_missing if {
	denied := liveness_probe_missing.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": "web:1"}]},
	}
	denied == {{
		"msg": `container "web" has no liveness probe`,
		"at": ["spec", "containers", 0, "livenessProbe"],
	}}
}

test_what_is_looked_at if {
	_count({"containers": [{"image": "a", "livenessProbe": null}], "restartPolicy": null}) == 1
	_count({"containers": [{"image": "a", "livenessProbe": {"exec": {"command": ["true"]}}}]}) == 0
	_count({"containers": [{"image": "a"}], "restartPolicy": "Never"}) == 0
	_count({"containers": [{"name": "a"}]}) == 0
	_count({"initContainers": [{"image": "a"}, {"image": "b", "restartPolicy": "Always"}]}) == 0
}
