package gatecheck.k8s.image_without_digest_test

import data.gatecheck.k8s.image_without_digest

_denied(image) := denied if {
	denied := image_without_digest.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": image}]},
	}
}

test_tag_only if {
	at := ["spec", "containers", 0, "image"]
	_denied("registry:5000/web:1.4") == {{
		"msg": `container "web" uses "registry:5000/web:1.4", which is not pinned by a digest`,
		"at": at,
		"fix": {
			"title": "append the digest",
			"ops": [{"op": "set", "at": at, "value": "registry:5000/web:1.4@sha256:<digest>"}],
		},
	}}
}

# One problem, one finding: other rules speak of these.
test_others if {
	every image in [
		"web", "web:latest", "web:1@sha256:0", "web@sha256:0", "web:1@", "web:${TAG}", null,
	] {
		_denied(image) == set()
	}
}
