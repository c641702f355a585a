package gatecheck.lib.resources_test

import data.gatecheck.lib.resources

_c(requests, limits) := {"resources": {"requests": requests, "limits": limits}}

_pod(above) := {"apiVersion": "v1", "kind": "Pod", "spec": object.union({"containers": []}, above)}

_requested(
	c,
	above,
) := [r | some r in ["cpu", "memory"]; resources.requested(c, r) with input as _pod(above)]

_limited(
	c,
	above,
) := [r | some r in ["cpu", "memory"]; resources.limited(c, r) with input as _pod(above)]

test_own if {
	_requested(_c({"cpu": 1}, {"memory": "1Gi"}), {}) == ["cpu", "memory"]
	_limited(_c({"cpu": 1}, {"memory": "1Gi"}), {}) == ["memory"]
	_requested(_c({"cpu": null}, {}), {}) == []
}

test_of_the_pod if {
	_requested(
		_c({}, {}),
		{"resources": {"requests": {"cpu": 1}, "limits": {"memory": "1Gi"}}},
	) == ["cpu", "memory"]
	_limited(
		_c({}, {}),
		{"resources": {"requests": {"cpu": 1}, "limits": {"memory": "1Gi"}}},
	) == ["memory"]
	_limited(_c({}, {}), {"resources": {"limits": null}}) == []
}

test_limit if {
	resources.limit(_c({}, {}), "cpu", "500m") == "500m"
	resources.limit(_c({"cpu": "250m"}, {}), "cpu", "500m") == "500m"
	resources.limit(_c({"cpu": 2}, {}), "cpu", "500m") == 2
	resources.limit(_c({"cpu": "${CPU}"}, {}), "cpu", "500m") == "500m"
}

test_containers if {
	containers := resources.containers with input as {"apiVersion": "v1", "kind": "Pod", "spec": {
		"initContainers": [{"name": "a", "image": "x"}],
		"containers": [{"name": "b", "image": "x"}, {"name": "patched"}],
		"ephemeralContainers": [{"name": "c", "image": "x"}],
	}}
	[c.name | some c in containers] == ["a", "b"]
}
