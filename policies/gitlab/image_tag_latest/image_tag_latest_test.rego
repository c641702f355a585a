package gatecheck.gitlab.image_tag_latest_test

import data.gatecheck.gitlab.image_tag_latest

test_whole_result if {
	found := image_tag_latest.deny with input as {"image": "ruby:latest"}
	found == {{
		"msg": "the image of the pipeline moves with every release: ruby:latest",
		"at": ["image"],
		"fix": {
			"title": "name a version and its digest",
			"ops": [{"op": "set", "at": ["image"], "value": "ruby:<version>@sha256:<digest>"}],
		},
	}}
}
