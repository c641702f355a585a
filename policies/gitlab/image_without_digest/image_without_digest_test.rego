package gatecheck.gitlab.image_without_digest_test

import data.gatecheck.gitlab.image_without_digest

test_whole_result if {
	found := image_without_digest.deny with input as {"image": "ruby:3.4"}
	found == {{
		"msg": "the image of the pipeline is not named by its digest: ruby:3.4",
		"at": ["image"],
		"fix": {
			"title": "append the image's digest",
			"ops": [{"op": "set", "at": ["image"], "value": "ruby:3.4@sha256:<digest>"}],
		},
	}}
}
