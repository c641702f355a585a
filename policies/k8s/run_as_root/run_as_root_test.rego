package gatecheck.k8s.run_as_root_test

import data.gatecheck.k8s.run_as_root

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}

_places(spec) := {denial.at | some denial in run_as_root.deny with input as _pod(spec)}

test_missing if {
	_places({"containers": [{"name": "a"}]}) == {["spec", "containers", 0, "securityContext", "runAsNonRoot"]}
}

test_pod_speaks_for_all if {
	_places({"securityContext": {"runAsNonRoot": true}, "containers": [{"name": "a"}, {"name": "b"}]}) == set()
}

test_container_overrides if {
	count(_places({
		"securityContext": {"runAsNonRoot": true},
		"containers": [{"name": "a", "securityContext": {"runAsNonRoot": false}}, {"name": "b"}],
	})) == 1
}

test_text_is_not_true if {
	count(_places({"initContainers": [{"name": "a", "securityContext": {"runAsNonRoot": "true"}}]})) == 1
}
