package gatecheck.docker.sudo_test

import data.gatecheck.docker.sudo

_run(name, args, effective) := {"stages": [], "instructions": [{"cmd": "RUN", "commands": [{
	"name": name, "args": args, "program": "make", "effective": effective,
	"literal": [true | some _ in args],
	"piped": false, "env": {}, "redirects": [], "at": ["instructions", 0, "commands", 0],
}]}]}

test_denial if {
	at := ["instructions", 0, "commands", 0, "name"]
	sudo.deny == {{
		"msg": "make is run through sudo",
		"at": at,
		"fix": {"title": "run it directly", "ops": [{"op": "remove", "at": at}]},
	}} with input as _run("sudo", ["make", "-j"], 1)
}

test_no_fix_with_options if {
	sudo.deny == {{
		"msg": "make is run through sudo",
		"at": ["instructions", 0, "commands", 0, "name"],
	}} with input as _run("/usr/bin/sudo", ["-E", "make"], 2)
}

test_behind_a_wrapper if {
	sudo.deny == {{
		"msg": "make is run through sudo",
		"at": ["instructions", 0, "commands", 0, "args", 1],
	}} with input as _run("env", ["A=b", "sudo", "make"], 3)
}

test_silent if {
	sudo.deny == set() with input as _run("make", ["sudo"], 0)
	sudo.deny == set() with input as _run("mysudo", ["make"], 0)
}
