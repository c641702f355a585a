package gatecheck.docker.add_instead_of_copy_test

import data.gatecheck.docker.add_instead_of_copy

_add(args, flags) := {"instructions": [{"cmd": "ADD", "args": args, "flags": flags}]}

test_denial if {
	add_instead_of_copy.deny == {{
		"msg": "ADD copies a, b.jar, which COPY does too",
		"at": ["instructions", 0, "cmd"],
		"fix": {
			"title": "use COPY",
			"applicability": "unsafe",
			"ops": [{"op": "set", "at": ["instructions", 0, "cmd"], "value": "COPY"}],
		},
	}} with input as _add(["a", "b.jar", "/c/"], {})
}

_applicability(sources) := applicability if {
	some denial in add_instead_of_copy.deny with input as _add(array.concat(sources, ["/x/"]), {})
	applicability := denial.fix.applicability
}

test_safe if {
	every source in [
		".", "..", "./", "../", "app/..", "target/", "./a b/c/", "package.json", "Package.JSON",
		"*.py", "src/**/[a-z]?.go", "app.jar", "Gemfile", "a/Makefile", "go.sum", "<<EOF", ".env",
	] {
		_applicability([source]) == "safe"
		_applicability(["x.txt", source]) == "safe"
	}
}

# Docker unpacks a tar whatever its name is.
test_unsafe if {
	every source in [
		"*", "rootfs*", "rootfs.t?r", "rootfs.[t]ar", "rootfs.ta?", "rootfs", "rootfs.img", "a.apk",
		"a.gem", "a.crate", "*/", "a?/b/", "*/.", "[a-z]/", "a\\*/", ".tar?", "file.", "*.*", "*.js?",
		"[.py]", ".py/x",
	] {
		_applicability([source]) == "unsafe"
		_applicability(["x.txt", source]) == "unsafe"
	}
}

test_silent if {
	every source in [
		"a.tar", "a.tar.gz", "A.TGZ", "a.tar.*", "*.tar*", "a.txz", "https://example.com/a",
		"git@example.com:a/b.git",
		"rootfs.tlz", "rootfs.tar/", "$FILE", "https://example.com/a/b.git#v1", "rootfs.tar.zst",
	] {
		add_instead_of_copy.deny == set() with input as _add(["x", source, "/c/"], {})
	}
	every flag in ["checksum", "keep-git-dir", "unpack"] {
		add_instead_of_copy.deny == set() with input as _add(["a", "b"], {flag: ["true"]})
	}
	add_instead_of_copy.deny == set() with input as _add(["a"], {})
}
