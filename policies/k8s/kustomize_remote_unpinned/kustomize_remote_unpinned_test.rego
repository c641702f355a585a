package gatecheck.k8s.kustomize_remote_unpinned_test

import data.gatecheck.k8s.kustomize_remote_unpinned

_sha := "2c26b46b68ffc68ff99b453c1d30413413422d70"

_denied(url) := denied if {
	denied := kustomize_remote_unpinned.deny with input as {"resources": ["a.yaml", url]}
}

_pinned(url) := [d.fix.ops[0].value | some d in _denied(url)]

test_no_revision if {
	_denied("https://github.com/org/repo//base") == {{
		"msg": `remote base "https://github.com/org/repo//base" names no revision`,
		"at": ["resources", 1],
		"fix": {
			"title": "name a commit",
			"ops": [
				{
					"op": "set",
					"at": ["resources", 1],
					"value": "https://github.com/org/repo//base?ref=<commit>",
				},
			],
		},
	}}
	_pinned("github.com/org/repo") == ["github.com/org/repo?ref=<commit>"]
	_pinned("git@github.com:org/repo.git//base?timeout=90s") == [
		"git@github.com:org/repo.git//base?timeout=90s&ref=<commit>",
	]
	_pinned("ssh://git@example.com/org/repo//base") == [
		"ssh://git@example.com/org/repo//base?ref=<commit>",
	]
	_pinned("git::https://example.com/repo.git") == [
		"git::https://example.com/repo.git?ref=<commit>",
	]
}

test_branch if {
	{d.msg | some d in _denied("https://github.com/org/repo//base?ref=main")} == {
		`remote base "https://github.com/org/repo//base?ref=main" follows "main", which is no commit or tag of a release`,
	}
	_pinned("https://github.com/org/repo?ref=main&timeout=9s") == [
		"https://github.com/org/repo?ref=<commit>&timeout=9s",
	]
	_pinned("github.com/org/repo?version=stable") == ["github.com/org/repo?version=<commit>"]
}

test_file if {
	_denied("https://raw.githubusercontent.com/org/repo/master/install.yaml") == {{
		"msg": `remote base "https://raw.githubusercontent.com/org/repo/master/install.yaml" is a file at no fixed version`,
		"at": ["resources", 1],
	}}
	count(_denied("https://github.com/org/repo/releases/latest/download/install.yaml")) == 1
	_denied("https://raw.githubusercontent.com/org/repo/v1.2.3/install.yaml") == set()
	_denied("https://github.com/org/repo/releases/download/v1.2.3/install.yml") == set()
	_denied(sprintf("https://raw.githubusercontent.com/org/repo/%s/install.json", [_sha])) == set()
}

test_secret_is_not_shown if {
	some d in _denied("https://user:word@example.com/org/repo.git")
	d.msg == `remote base "https://example.com/org/repo.git" names no revision`
}

test_pinned if {
	every url in [
		sprintf("https://github.com/org/repo//base?ref=%s", [_sha]),
		sprintf("https://github.com/org/repo//base?timeout=90s&ref=%s", [_sha]),
		"github.com/org/repo//base?ref=v1.2.3", "../base", "base/github.com", "file:///srv/base",
		"https://github.com/org/repo?ref=${REF}", 3,
	] {
		_denied(url) == set()
	}
}

test_commits_only if {
	denied := kustomize_remote_unpinned.deny with input as {
		"bases": ["github.com/org/repo?ref=v1.2.3"],
	}
		with data.gatecheck.config.k8s.kustomize_remote_unpinned.tags as false
	{d.msg | some d in denied} == {
		`remote base "github.com/org/repo?ref=v1.2.3" follows "v1.2.3", which is no commit`,
	}
}

test_other_fields if {
	denied := kustomize_remote_unpinned.deny with input as {
		"components": ["gh:org/repo"],
		"resources": null,
	}
	{d.at | some d in denied} == {["components", 0]}
}
