package gatecheck.compose.image_tag_latest_test

import data.gatecheck.compose.image_tag_latest

test_whole_result if {
	found := image_tag_latest.deny with input as {"services": {"a": {"image": "redis:latest"}}}
	at := ["services", "a", "image"]
	found == {{
		"msg": "the image of service \"a\" moves with every release: redis:latest",
		"at": at,
		"fix": {
			"title": "name a version and its digest",
			"ops": [{"op": "set", "at": at, "value": "redis:<version>@sha256:<digest>"}],
		},
	}}
}
