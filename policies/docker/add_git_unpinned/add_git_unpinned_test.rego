package gatecheck.docker.add_git_unpinned_test

import data.gatecheck.docker.add_git_unpinned

_add(source, flags) := {"instructions": [{"cmd": "ADD", "args": [source, "/a"], "flags": flags}]}

test_denial if {
	add_git_unpinned.deny == {{
		"msg": "https://git.example.com/a/b.git#main:docs is not pinned by a commit",
		"at": ["instructions", 0, "args", 0],
		"fix": {"title": "name the commit", "ops": [{
			"op": "set",
			"at": ["instructions", 0, "args", 0],
			"value": "https://git.example.com/a/b.git#<commit>:docs",
		}]},
	}} with input as _add("https://git.example.com/a/b.git#main:docs", {})
}

test_spellings if {
	every source in [
		"git@example.com:a/b.git", "ssh://git@example.com/a/b", "git://example.com/a",
		"github.com/a/b",
		"https://git.example.com/a/b.git", "https://git.example.com/a/b.git#v1.2.3",
		"http://git.example.com/a/b.git?ref=v1",
	] {
		count(add_git_unpinned.deny) == 1 with input as _add(source, {})
	}
}

test_silent if {
	every source in [
		"https://git.example.com/a/b.git#0123456789abcdef0123456789abcdef01234567",
		"https://git.example.com/a/b.git#0123456789abcdef0123456789abcdef01234567:docs",
		"https://git.example.com/a/b.git?ref=v1&commit=0123456789abcdef0123456789abcdef01234567",
		"https://git.example.com/a/b.git#${COMMIT}",
		"https://example.com/a.tar", "b.git", "a",
	] {
		add_git_unpinned.deny == set() with input as _add(source, {})
	}
	add_git_unpinned.deny == set()
		with input as _add("https://git.example.com/a/b.git", {"checksum": ["0123"]})
}
