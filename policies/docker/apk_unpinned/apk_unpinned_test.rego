package gatecheck.docker.apk_unpinned_test

import data.gatecheck.docker.apk_unpinned

_run(args, literal) := {"stages": [], "instructions": [{"cmd": "RUN", "commands": [{
	"name": "apk", "args": args, "program": "apk", "effective": 0, "literal": literal,
	"piped": false, "env": {}, "redirects": [], "at": ["instructions", 0, "commands", 0],
}]}]}

test_denial if {
	apk_unpinned.deny == {{
		"msg": "apk installs whatever version is newest: curl, git",
		"at": ["instructions", 0, "commands", 0, "args", 4],
	}}
		with input as _run(["--no-cache", "add", "-t", ".deps", "curl", "a=1", "git"], [true, true, true, true, true, true, true])
}

test_silent if {
	every name in ["curl=8.5.0-r0", "curl~=8.5", "curl~8", "x.apk", "curl>8"] {
		apk_unpinned.deny == set() with input as _run(["add", name], [true, true])
	}
	apk_unpinned.deny == set() with input as _run(["add", "$PACKAGES"], [true, false])
	apk_unpinned.deny == set() with input as _run(["del", "curl"], [true, true])
}
