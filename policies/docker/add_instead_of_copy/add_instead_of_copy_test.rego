package gatecheck.docker.add_instead_of_copy_test

import data.gatecheck.docker.add_instead_of_copy

_add(args, flags) := {"instructions": [{"cmd": "ADD", "args": args, "flags": flags}]}

test_denial if {
	add_instead_of_copy.deny == {{
		"msg": "ADD copies a, b.jar, which COPY does too",
		"at": ["instructions", 0, "cmd"],
		"fix": {"title": "use COPY", "ops": [{"op": "set", "at": ["instructions", 0, "cmd"], "value": "COPY"}]},
	}} with input as _add(["a", "b.jar", "/c/"], {})
}

test_silent if {
	every source in [
		"a.tar", "a.tar.gz", "A.TGZ", "a.tar.*", "*.tar*", "a.txz", "https://example.com/a",
		"git@example.com:a/b.git",
		"$FILE", "https://example.com/a/b.git#v1", "rootfs.tar.zst",
	] {
		add_instead_of_copy.deny == set() with input as _add(["x", source, "/c/"], {})
	}
	every flag in ["checksum", "keep-git-dir", "unpack"] {
		add_instead_of_copy.deny == set() with input as _add(["a", "b"], {flag: ["true"]})
	}
	add_instead_of_copy.deny == set() with input as _add(["a"], {})
}
