package gatecheck.docker.missing_user_test

import data.gatecheck.docker.missing_user

_stage(more) := object.union({"final": true, "at": ["instructions", 0], "from": {"image": "a"}, "instructions": [0, 1]}, more)

_ops(stage, commands) := ops if {
	ops := [op | some denial in missing_user.deny; some op in denial.fix.ops] with input as {
		"stages": [stage],
		"instructions": [{"cmd": cmd} | some cmd in commands],
	}
}

test_user_goes_before_the_command if {
	_ops(_stage({}), ["FROM", "CMD"])[0].at == ["instructions", 1]
}

test_user_goes_to_the_end if {
	_ops(_stage({}), ["FROM", "RUN"])[0].at == ["instructions", 2]
}

test_silent if {
	_ops(_stage({"user": {"value": "7"}}), ["FROM", "CMD"]) == []
	_ops(_stage({"final": false}), ["FROM", "CMD"]) == []
	_ops(_stage({"from": {"image": "a", "resolved": "a:nonroot"}}), ["FROM", "CMD"]) == []
}
