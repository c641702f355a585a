package gatecheck.docker.named_user_test

import data.gatecheck.docker.named_user

_input(user, base) := {
	"stages": [{
		"index": 0, "final": true, "user": {"value": user, "at": ["instructions", 1, "value"]},
		"from": {"image": base, "resolved": base}, "instructions": [0, 1],
	}],
	"instructions": [{"cmd": "FROM"}, {"cmd": "USER", "value": user}],
}

test_denial if {
	named_user.deny == {{
		"msg": `user "app" is a name: Kubernetes cannot tell that it is not root`,
		"at": ["instructions", 1, "value"],
		"fix": {
			"title": "name the user by its number",
			"applicability": "manual",
			"ops": [{"op": "set", "at": ["instructions", 1, "value"], "value": "<uid>:staff"}],
		},
	}} with input as _input("app:staff", "alpine:3.21")
}

_numbers := {
	{"user": "node", "base": "docker.io/library/node:22", "value": "1000"},
	{"user": "nginx", "base": "nginx", "value": "101"},
	{"user": "nonroot", "base": "gcr.io/distroless/static", "value": "65532"},
	{"user": "node", "base": "mynode:1", "value": "<uid>"},
}

test_known_numbers if {
	every row in _numbers {
		some denial in named_user.deny with input as _input(row.user, row.base)
		denial.fix.ops[0].value == row.value
	}
}

test_silent if {
	every user in ["10001", "1000:app", "$UID", "${APP_USER}", "root", "0"] {
		named_user.deny == set() with input as _input(user, "alpine:3.21")
	}
	named_user.deny == set()
		with input as _input("ContainerUser", "mcr.microsoft.com/windows/nanoserver:1809")
}
