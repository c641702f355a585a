package gatecheck.compose.run_as_root_test

import data.gatecheck.compose.run_as_root

_deny(user) := found if {
	found := run_as_root.deny with input as {"services": {"a": {"user": user}}}
		with data.gatecheck.config.compose.run_as_root.user as 7
}

test_whole_result if {
	at := ["services", "a", "user"]
	_deny("root:staff") == {{
		"msg": "service \"a\" runs as root: user is root:staff",
		"at": at,
		"fix": {"title": "run as user 7", "ops": [{"op": "set", "at": at, "value": "7"}]},
	}}
}

test_spellings if {
	every user in [0, "0", "0:0", "root", "${UID:-0}:${GID:-0}"] {
		count(_deny(user)) == 1
	}
}

test_silent if {
	every user in [1000, "1000:0", "rooted", "${UID}", "$USER", null, ""] {
		_deny(user) == set()
	}
}
