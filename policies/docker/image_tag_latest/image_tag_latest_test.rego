package gatecheck.docker.image_tag_latest_test

import data.gatecheck.docker.image_tag_latest

_input(image, resolved) := {
	"stages": [{"index": 0, "from": {"image": image, "resolved": resolved, "scratch": false}, "instructions": []}],
	"instructions": [],
}

test_denial if {
	image_tag_latest.deny == {{
		"msg": "image a:latest moves with every release",
		"at": ["stages", 0, "from", "image"],
		"fix": {"title": "name the version and its digest", "applicability": "manual", "ops": [{
			"op": "set",
			"at": ["stages", 0, "from", "image"],
			"value": "a:<tag>@sha256:<digest>",
		}]},
	}} with input as _input("a:latest", "a:latest")
}

test_variables if {
	count(image_tag_latest.deny) == 1 with input as _input("a:$TAG", "a:latest")
	image_tag_latest.deny == set()
		with input as {"stages": [{"from": {"image": "a:$TAG", "scratch": false}}]}
}

test_silent if {
	every image in ["a:1", "a", "latest:1", "a:latest-alpine", "a:latest@sha256:0123"] {
		image_tag_latest.deny == set() with input as _input(image, image)
	}
}
