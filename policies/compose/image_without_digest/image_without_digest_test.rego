package gatecheck.compose.image_without_digest_test

import data.gatecheck.compose.image_without_digest

test_whole_result if {
	found := image_without_digest.deny with input as {"services": {"a": {"image": "redis:8"}}}
	at := ["services", "a", "image"]
	found == {{
		"msg": "the image of service \"a\" is not named by its digest: redis:8",
		"at": at,
		"fix": {
			"title": "append the image's digest",
			"ops": [{"op": "set", "at": at, "value": "redis:8@sha256:<digest>"}],
		},
	}}
}
