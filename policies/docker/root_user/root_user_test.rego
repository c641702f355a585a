package gatecheck.docker.root_user_test

import data.gatecheck.docker.root_user

_input(user, instructions) := {
	"stages": [{
		"index": 0, "final": true, "user": {"value": user, "at": ["instructions", 1, "value"]},
		"from": {"image": "a", "resolved": "a"}, "instructions": [i | some i, _ in instructions],
	}],
	"instructions": instructions,
}

test_denial if {
	root_user.deny == {{
		"msg": "the image runs as user root",
		"at": ["instructions", 1, "value"],
		"fix": {
			"title": "run as a user without rights",
			"ops": [{"op": "set", "at": ["instructions", 1, "value"], "value": "10001"}],
		},
	}}
		with input as _input("root", [{"cmd": "FROM"}, {"cmd": "USER", "value": "root"}, {"cmd": "CMD"}])
}

test_spellings if {
	every user in ["0", "root:root", "0:0", "00", "root:1000", "ROOT"] {
		count(root_user.deny) == 1
			with input as _input(user, [{"cmd": "FROM"}, {"cmd": "USER", "value": user}])
	}
	every user in ["10001", "app", "$UID", "1000:0", "rooted"] {
		root_user.deny == set()
			with input as _input(user, [{"cmd": "FROM"}, {"cmd": "USER", "value": user}])
	}
}

test_variables if {
	every written in [["$U", "0"], ["${U}", "root"], ["${U:-10001}", "0"], ["${V:-root}", "1"], ["${U-1}:0", "0"]] {
		count(root_user.deny) == 1 with input as _variable(written[0], written[1])
	}
	every written in [["$U", "10001"], ["${U:-root}", "10001"], ["${V}", "0"], ["${U+0}", "1"]] {
		root_user.deny == set() with input as _variable(written[0], written[1])
	}
}

_variable(user, value) := object.union(_input(user, []), {
	"stages": [object.union(_input(user, [1, 2]).stages[0], {"user": {"value": user, "at": ["instructions", 2, "value"]}, "instructions": [0, 1, 2]})],
	"instructions": [
		{"cmd": "FROM"},
		{"cmd": "ARG", "pairs": [{"key": "W", "value": "x"}, {"key": "U", "value": value}]},
		{"cmd": "USER", "value": user},
	],
})

test_silent_without_user if root_user.deny == set() with input as {"stages": [{"final": true}]}
