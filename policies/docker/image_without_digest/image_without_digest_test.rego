package gatecheck.docker.image_without_digest_test

import data.gatecheck.docker.image_without_digest

test_denial if {
	image_without_digest.deny == {{
		"msg": "image a:1 is not pinned by its digest",
		"at": ["stages", 0, "from", "image"],
		"fix": {"title": "name the version and its digest", "applicability": "manual", "ops": [{
			"op": "set",
			"at": ["stages", 0, "from", "image"],
			"value": "a:1@sha256:<digest>",
		}]},
	}}
		with input as {"stages": [{"index": 0, "from": {"image": "a:1", "resolved": "a:1", "scratch": false}}]}
}

test_left_to_other_rules if {
	every image in ["a", "a:latest"] {
		image_without_digest.deny == set()
			with input as {"stages": [{"from": {"image": image, "resolved": image, "scratch": false}}]}
	}
}

test_silent if {
	image_without_digest.deny == set() with input as {"stages": [{"from": {
		"image": "a:1@sha256:0123",
		"resolved": "a:1@sha256:0123",
		"scratch": false,
	}}]}
}
