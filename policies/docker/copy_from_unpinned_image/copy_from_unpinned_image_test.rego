package gatecheck.docker.copy_from_unpinned_image_test

import data.gatecheck.docker.copy_from_unpinned_image

_input(ref) := {
	"stages": [{"index": 0, "name": "Build", "from": {"image": "a:1", "resolved": "a:1", "scratch": false}}],
	"instructions": [{"cmd": "FROM", "stage": 0}, {"cmd": "COPY", "stage": 1, "flags": {"from": [ref]}}],
}

test_denial if {
	copy_from_unpinned_image.deny == {{
		"msg": "COPY --from takes files from image busybox:latest, whatever its newest version is",
		"at": ["instructions", 1, "flags", "from", 0],
		"fix": {"title": "name the version and its digest", "applicability": "manual", "ops": [{
			"op": "set",
			"at": ["instructions", 1, "flags", "from", 0],
			"value": "busybox:<tag>@sha256:<digest>",
		}]},
	}} with input as _input("busybox:latest")
}

test_silent if {
	every ref in ["build", "BUILD", "0", "7", "busybox:1", "busybox@sha256:0123", "$X", "scratch"] {
		copy_from_unpinned_image.deny == set() with input as _input(ref)
	}
}
