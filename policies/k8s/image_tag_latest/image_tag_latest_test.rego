package gatecheck.k8s.image_tag_latest_test

import data.gatecheck.k8s.image_tag_latest

_denied(image) := denied if {
	denied := image_tag_latest.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": image}]},
	}
}

test_latest if {
	at := ["spec", "containers", 0, "image"]
	_denied("registry:5000/web:latest") == {{
		"msg": `container "web" uses "registry:5000/web:latest": latest is whatever was pushed last`,
		"at": at,
		"fix": {
			"title": "name a version and its digest",
			"ops": [
				{"op": "set", "at": at, "value": "registry:5000/web:<version>@sha256:<digest>"},
			],
		},
	}}
}

test_others if {
	every image in [
		"web:1", "web", "latest", "web:latest@sha256:0", "web:latest-alpine", "${REPO}:latest",
		null,
	] {
		_denied(image) == set()
	}
}
