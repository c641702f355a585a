package gatecheck.gitlab.include_unpinned_test

import data.gatecheck.gitlab.include_unpinned

_sha := "0123456789abcdef0123456789abcdef01234567"

_deny(include) := found if {
	found := include_unpinned.deny with input as {"include": include}
}

test_project if {
	_deny({"project": "g/p", "file": "a.yml"}) == {{
		"msg": "project g/p is included without ref, so as its default branch is",
		"at": ["include", "ref"],
		"fix": {"title": "name the commit", "ops": [{"op": "set", "at": ["include", "ref"], "value": "<commit>"}]},
	}}
	_deny([{"project": "g/p", "ref": "main"}]) == {{
		"msg": "project g/p is included at main, which can be moved",
		"at": ["include", 0, "ref"],
		"fix": {
			"title": "name the commit of main in full",
			"ops": [{"op": "set", "at": ["include", 0, "ref"], "value": "<commit>"}],
		},
	}}
	_deny({"project": "g/p", "ref": _sha}) == set()
	_deny({"project": "g/p", "ref": "$REF"}) == set()
	_deny({"project": "$CI_PROJECT_PATH"}) == set()
}

test_remote if {
	_deny("https://x.example/a.yml?token=b") == {{
		"msg": "a remote file is included without integrity: https://x.example/a.yml",
		"at": ["include"],
	}}
	_deny({"remote": "https://x.example/a.yml"}) == {{
		"msg": "a remote file is included without integrity: https://x.example/a.yml",
		"at": ["include", "remote"],
		"fix": {
			"title": "name the file's hash",
			"ops": [{"op": "set", "at": ["include", "integrity"], "value": "sha256-<hash>"}],
		},
	}}
	_deny({"remote": "https://x.example/a.yml", "integrity": "sha256-x"}) == set()
	_deny(concat("/", ["https://x.example/g/p/-/raw", _sha, "a.yml"])) == set()
	_deny("https://$HOST/a.yml") == set()
}

test_component if {
	{denial.msg | some denial in _deny({"component": "h/g/c"})} == {"component h/g/c is included without a version"}
	_deny({"component": "h/g/c@~latest"}) == {{
		"msg": "component h/g/c is included at ~latest, which can be moved",
		"at": ["include", "component"],
		"fix": {
			"title": "name a full version or a commit",
			"ops": [{"op": "set", "at": ["include", "component"], "value": "h/g/c@<version>"}],
		},
	}}
	count(_deny({"component": "h/g/c@1.2"})) == 1
	_deny({"component": "h/g/c@1.2.3"}) == set()
	_deny({"component": "h/g/c@$CI_COMMIT_SHA"}) == set()
	_deny({"component": concat("@", ["h/g/c", _sha])}) == set()
}
