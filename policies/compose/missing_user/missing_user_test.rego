package gatecheck.compose.missing_user_test

import data.gatecheck.compose.missing_user

_deny(service) := found if {
	found := missing_user.deny with input as {"services": {"a": service}}
		with data.gatecheck.config.compose.missing_user.user as 7
}

test_whole_result if {
	at := ["services", "a", "user"]
	_deny({"image": "x"}) == {{
		"msg": "service \"a\" runs as the user of its image: it has no user",
		"at": at,
		"fix": {"title": "run as user 7", "ops": [{"op": "set", "at": at, "value": "7"}]},
	}}
	count(_deny({"build": ".", "image": "x-rootless"})) == 1
}

test_silent if {
	_deny({"image": "x", "user": 0}) == set()
	_deny({"image": "x-unprivileged:1"}) == set()
	_deny({"command": "x"}) == set()
}

test_image_is_no_text if {
	every image in [123, true, ["x"], {"a": 1}] {
		count(_deny({"image": image})) == 1
	}
}
