package gatecheck.k8s.secret_in_args_test

import data.gatecheck.k8s.secret_in_args

_deny(container) := denied if {
	denied := secret_in_args.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [object.union({"name": "web"}, container)]},
	}
}

_places(container) := {array.slice(denial.at, 3, 5) | some denial in _deny(container)}

test_options if {
	_deny({"args": ["serve", "--password=hunter2"]}) == {{
		"msg": `container "web" has the value of --password in clear on its command line`,
		"at": ["spec", "containers", 0, "args", 1],
	}}
	some denial in _deny({"command": ["db", "-auth-token", "9f8e7d6c"]})
	contains(denial.msg, "the value of -auth-token in clear")
	some script in _deny({"command": ["sh", "-c", "PGPASSWORD=hunter2 psql -c x"]})
	contains(script.msg, "the value of PGPASSWORD in clear")
	_places({"command": ["db", "--auth-token", "9f8e7d6c"]}) == {["command", 2]}
	_places({"args": ["-db.password=hunter2", "api_key=9f8e7d6c"]}) == {["args", 0], ["args", 1]}
}

test_scripts if {
	_places({"command": ["sh", "-c", "PGPASSWORD=hunter2 psql -c x"]}) == {["command", 2]}
	script := "export TOKEN='9f8e7d6c'\nrun --client-secret=\"9f8e7d6c\""
	_places({"args": [script]}) == {["args", 0]}
	_places({"args": ["PASSWORD=$(cat /run/secret) run; TOKEN=\"$TOKEN\" run"]}) == set()
}

test_silent if {
	_places({"args": null, "command": "text"}) == set()
	_places({"args": [7, null, "--password"]}) == set()
	_places({"args": ["--password=$(PASSWORD)", "--password-file=/a", "--token-ttl=10m"]}) == set()
	_places({"args": ["--no-token", "Serve7", "--token", "serve", "--token", "--debug"]}) == set()
	_places({"args": [7, "hunter2"]}) == set()
}
