package gatecheck.github.root_container_test

import data.gatecheck.github.root_container

_deny(options) := found if {
	found := root_container.deny with input as {"jobs": {"a": {"container": {"options": options}}}}
		with data.gatecheck.config.github.root_container.user as 7
}

test_whole_result if {
	at := ["jobs", "a", "container", "options"]
	_deny("--rm --user root:root") == {{
		"msg": "the container of job \"a\" runs as root by --user root:root",
		"at": at,
		"fix": {
			"title": "run as user 7",
			"ops": [{"op": "replace", "at": at, "find": " --user root:root", "with": " --user 7"}],
		},
	}}
}

test_spellings if {
	every options in ["-u 0", "--user=0", "-u root --rm", "--user 0:0"] {
		count(_deny(options)) == 1
	}
}

test_silent if {
	every options in ["--user 1001", "-u rootless", "--user 0123", "--name user root", 7] {
		_deny(options) == set()
	}
}
