package gatecheck.k8s.image_without_tag_test

import data.gatecheck.k8s.image_without_tag

_denied(image) := denied if {
	denied := image_without_tag.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": image}]},
	}
}

test_no_tag if {
	at := ["spec", "containers", 0, "image"]
	_denied("registry:5000/web") == {{
		"msg": `container "web" uses "registry:5000/web", which has neither a tag nor a digest`,
		"at": at,
		"fix": {
			"title": "name a version and its digest",
			"ops": [
				{"op": "set", "at": at, "value": "registry:5000/web:<version>@sha256:<digest>"},
			],
		},
	}}
	{d.fix.ops[0].value | some d in _denied("web:")} == {"web:<version>@sha256:<digest>"}
}

test_others if {
	every image in [
		"web:1", "web:latest", "web@sha256:0", "web:1@sha256:0", "${IMAGE}", "", "ko://a/b",
		null,
	] {
		_denied(image) == set()
	}
}
