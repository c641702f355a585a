package gatecheck.docker.apt_unpinned_test

import data.gatecheck.docker.apt_unpinned

_run(args, literal) := {"stages": [], "instructions": [{"cmd": "RUN", "commands": [{
	"name": "apt-get", "args": args, "program": "apt-get", "effective": 0, "literal": literal,
	"piped": false, "env": {}, "redirects": [], "at": ["instructions", 0, "commands", 0],
}]}]}

test_denial if {
	apt_unpinned.deny == {{
		"msg": "apt installs whatever version is newest: curl, g++",
		"at": ["instructions", 0, "commands", 0, "args", 4],
	}}
		with input as _run(["-o", "A=b", "-y", "install", "curl", "a=1", "g++"], [true, true, true, true, true, true, true])
}

test_silent if {
	every name in ["curl=8.5", "./x.deb", "/x/y.deb", "curl/stable", "x.deb", "vim-"] {
		apt_unpinned.deny == set() with input as _run(["install", name], [true, true])
	}
	apt_unpinned.deny == set() with input as _run(["install", "$PACKAGES"], [true, false])
	apt_unpinned.deny == set() with input as _run(["remove", "curl"], [true, true])
}
