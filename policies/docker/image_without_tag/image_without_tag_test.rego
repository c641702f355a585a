package gatecheck.docker.image_without_tag_test

import data.gatecheck.docker.image_without_tag

_input(image, resolved) := {
	"stages": [{"index": 0, "from": {"image": image, "resolved": resolved, "scratch": false}, "instructions": []}],
	"instructions": [],
}

test_denial if {
	image_without_tag.deny == {{
		"msg": "image ghcr.io/a/b has no tag",
		"at": ["stages", 0, "from", "image"],
		"fix": {"title": "name the version and its digest", "applicability": "manual", "ops": [{
			"op": "set",
			"at": ["stages", 0, "from", "image"],
			"value": "ghcr.io/a/b:<tag>@sha256:<digest>",
		}]},
	}} with input as _input("ghcr.io/a/b", "ghcr.io/a/b")
}

test_no_fix_in_a_variable if {
	image_without_tag.deny == {{
		"msg": "image nginx has no tag",
		"at": ["stages", 0, "from", "image"],
	}} with input as _input("$BASE", "nginx")
}

test_silent if {
	every image in ["a:1", "a:latest", "localhost:5000/a:1", "a@sha256:0123"] {
		image_without_tag.deny == set() with input as _input(image, image)
	}
	image_without_tag.deny == set()
		with input as {"stages": [{"from": {"image": "$BASE", "scratch": false}}]}
}
