package gatecheck.docker.healthcheck_missing_test

import data.gatecheck.docker.healthcheck_missing

_input(more) := {
	"stages": [{"index": 0, "final": true, "from": {"image": "a"}, "instructions": [0, 1]}],
	"instructions": [{"cmd": "FROM"}, more],
}

test_denial if {
	every instruction in [{"cmd": "CMD"}, {"cmd": "HEALTHCHECK", "onbuild": true}] {
		healthcheck_missing.deny == {{
			"msg": "the image built from a has no HEALTHCHECK",
			"at": ["stages", 0],
		}} with input as _input(instruction)
	}
}

test_silent if healthcheck_missing.deny == set()
	with input as _input({"cmd": "HEALTHCHECK", "value": "NONE"})
