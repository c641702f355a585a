package gatecheck.gitlab.image_without_tag_test

import data.gatecheck.gitlab.image_without_tag

test_whole_result if {
	found := image_without_tag.deny with input as {"image": "ruby"}
	found == {{
		"msg": "the image of the pipeline has neither tag nor digest: ruby",
		"at": ["image"],
		"fix": {
			"title": "name a version and its digest",
			"ops": [{"op": "set", "at": ["image"], "value": "ruby:<version>@sha256:<digest>"}],
		},
	}}
}
