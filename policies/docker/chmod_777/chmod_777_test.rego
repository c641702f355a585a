package gatecheck.docker.chmod_777_test

import data.gatecheck.docker.chmod_777

_chmod(args) := {"stages": [], "instructions": [{"cmd": "RUN", "flags": {}, "commands": [{
	"name": "chmod", "args": args, "program": "chmod", "effective": 0,
	"literal": [true | some _ in args],
	"piped": false, "env": {}, "redirects": [], "at": ["instructions", 0, "commands", 0],
}]}]}

test_denial if {
	at := ["instructions", 0, "commands", 0, "args", 1]
	chmod_777.deny == {{
		"msg": "chmod 0777 lets everyone write",
		"at": at,
		"fix": {"title": "keep others from writing", "ops": [{"op": "set", "at": at, "value": "0775"}]},
	}} with input as _chmod(["-R", "0777", "/app"])
}

_modes := {
	"777": "775", "666": "664", "757": "755", "722": "720", "773": "771", "4777": "4775",
	"2777": "2775",
	"a+rwx": "ug+rwx,o+rx", "o+rw": "o+r", "a+w": "ug+w",
}

test_modes if {
	every mode, narrow in _modes {
		some denial in chmod_777.deny with input as _chmod([mode, "/app"])
		denial.fix.ops[0].value == narrow
	}
}

test_unclear_modes_have_no_fix if {
	every mode in ["u=rw,o+xw", "oug+rw"] {
		some denial in chmod_777.deny with input as _chmod([mode, "/app"])
		not denial.fix
	}
}

test_silent if {
	every mode in [
		"775", "755", "1777", "3777", "644", "+x", "+rwx", "u+rwx", "g=u", "a+rx", "o-w", "a+rwxt",
		"$MODE", "--help",
	] {
		chmod_777.deny == set() with input as _chmod([mode, "/777"])
	}
}

test_flag if {
	at := ["instructions", 0, "flags", "chmod", 0]
	chmod_777.deny == {{
		"msg": "--chmod=777 lets everyone write",
		"at": at,
		"fix": {"title": "keep others from writing", "ops": [{"op": "set", "at": at, "value": "775"}]},
	}} with input as {"stages": [], "instructions": [{"cmd": "COPY", "flags": {"chmod": ["777"]}}]}
}
