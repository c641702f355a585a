package gatecheck.k8s.deprecated_registry_test

import data.gatecheck.k8s.deprecated_registry

_denied(image) := denied if {
	denied := deprecated_registry.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": image}]},
	}
}

_moved(image) := [d.fix.ops[0].value | some d in _denied(image)]

test_old if {
	at := ["spec", "containers", 0, "image"]
	_denied("k8s.gcr.io/pause:3.9") == {{
		"msg": `container "web" uses "k8s.gcr.io/pause:3.9", and k8s.gcr.io is frozen`,
		"at": at,
		"fix": {
			"title": "take it from registry.k8s.io",
			"ops": [{"op": "set", "at": at, "value": "registry.k8s.io/pause:3.9"}],
		},
	}}
	_moved("eu.gcr.io/k8s-artifacts-prod/dns/k8s-dns:1") == ["registry.k8s.io/dns/k8s-dns:1"]
	_moved("k8s.gcr.io/etcd:${TAG}") == ["registry.k8s.io/etcd:${TAG}"]
}

test_others if {
	every image in [
		"registry.k8s.io/pause:3.9", "gcr.io/k8s/pause:3.9", "example.com/k8s.gcr.io/pause:3.9",
		null,
	] {
		_denied(image) == set()
	}
}
