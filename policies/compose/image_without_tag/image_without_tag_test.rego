package gatecheck.compose.image_without_tag_test

import data.gatecheck.compose.image_without_tag

test_whole_result if {
	found := image_without_tag.deny with input as {"services": {"a": {"image": "redis"}}}
	at := ["services", "a", "image"]
	found == {{
		"msg": "the image of service \"a\" has neither tag nor digest: redis",
		"at": at,
		"fix": {
			"title": "name a version and its digest",
			"ops": [{"op": "set", "at": at, "value": "redis:<version>@sha256:<digest>"}],
		},
	}}
}
