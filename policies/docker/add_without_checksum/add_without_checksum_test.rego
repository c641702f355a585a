package gatecheck.docker.add_without_checksum_test

import data.gatecheck.docker.add_without_checksum

_add(args, flags) := {"instructions": [{"cmd": "ADD", "args": args, "flags": flags}]}

test_denial if {
	add_without_checksum.deny == {{
		"msg": "https://example.com/a is added whatever it holds: ADD has no --checksum",
		"at": ["instructions", 0, "args", 0],
		"fix": {"title": "give the file's checksum", "ops": [{
			"op": "set",
			"at": ["instructions", 0, "flags", "checksum"],
			"value": "sha256:<checksum>",
		}]},
	}} with input as _add(["https://example.com/a", "/a"], {})
}

test_several_files if {
	add_without_checksum.deny == {{
		"msg": "http://example.com/b is added whatever it holds: ADD has no --checksum",
		"at": ["instructions", 0, "args", 1],
	}} with input as _add(["a", "http://example.com/b", "https://example.com/c", "/d/"], {})
}

test_silent if {
	every source in [
		"a", "./https/a", "https://git.example.com/a/b.git", "git@example.com:a/b",
		"https://raw.example.com/a/b/0123456789abcdef0123456789abcdef01234567/c.sh",
	] {
		add_without_checksum.deny == set() with input as _add([source, "/a"], {})
	}
	add_without_checksum.deny == set()
		with input as _add(["https://example.com/a", "/a"], {"checksum": ["sha256:0"]})
}
