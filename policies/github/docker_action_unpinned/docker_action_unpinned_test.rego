package gatecheck.github.docker_action_unpinned_test

import data.gatecheck.github.docker_action_unpinned

_deny(text) := found if {
	found := docker_action_unpinned.deny with input as {"jobs": {"a": {"steps": [{"uses": text}]}}}
}

test_whole_result if {
	at := ["jobs", "a", "steps", 0, "uses"]
	_deny("docker://alpine:3") == {{
		"msg": "image alpine:3 of a Docker action is not named by its digest",
		"at": at,
		"fix": {
			"title": "append the image's digest",
			"ops": [{"op": "set", "at": at, "value": "docker://alpine:3@sha256:<digest>"}],
		},
	}}
}

test_silent if {
	_deny("docker://alpine@sha256:00") == set()
	_deny("docker://alpine:${{ matrix.tag }}") == set()
}
