package gatecheck.argocd.target_revision_mutable_test

import data.gatecheck.argocd.target_revision_mutable

_application(spec) := {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "spec": spec}

_git(revision) := {
	"repoURL": "https://example.com/shop.git",
	"path": "web",
	"targetRevision": revision,
}

_chart(revision) := {
	"repoURL": "https://charts.example.com",
	"chart": "web",
	"targetRevision": revision,
}

_denied(source) := denied if {
	denied := target_revision_mutable.deny with input as _application({"source": source})
}

_messages(source) := [d.msg | some d in _denied(source)]

test_branch if {
	at := ["spec", "source", "targetRevision"]
	_denied(_git("HEAD")) == {{
		"msg": `source "https://example.com/shop.git" follows "HEAD", which is no tag of a release and no commit`,
		"at": at,
		"fix": {
			"title": "name one revision",
			"ops": [{"op": "set", "at": at, "value": "<tag or commit>"}],
		},
	}}
}

test_git if {
	every wanted in ["main", "refs/heads/main", "release-1.2", "feature/a", "stable"] {
		count(_messages(_git(wanted))) == 1
	}
	every wanted in ["^1.2", "1.*", "v1.x", ">=1.0.0"] {
		_messages(_git(wanted)) == [
			sprintf(
				`source "https://example.com/shop.git" follows a range of versions, %q`,
				[wanted],
			),
		]
	}
	every wanted in [null, ""] {
		_messages(_git(wanted)) == [
			`source "https://example.com/shop.git" names no targetRevision, which stands for HEAD`,
		]
	}
	every wanted in [
		"v1.2.3", "1.2.3", "refs/tags/x", "2c26b46", "2c26b46b68ffc68ff99b453c1d30413413422d70",
		1.2, "{{ .branch }}",
		"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
	] {
		_messages(_git(wanted)) == []
	}
}

test_chart if {
	_messages(_chart(null)) == [`chart "web" names no targetRevision`]
	_messages(_chart("1.2")) == [`chart "web" follows "1.2", which is no exact version`]
	_messages(_chart("latest")) == [`chart "web" follows "latest", which is no exact version`]
	every wanted in ["*", "^1.2.3", "1.2.x", ">=1.0.0 <2.0.0"] {
		_messages(_chart(wanted)) == [
			sprintf(`chart "web" follows a range of versions, %q`, [wanted]),
		]
	}
	_messages(_chart("1.2.3")) == []
	_messages(_chart("v1.2.3-rc.1")) == []
	_messages(
		_chart("sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
	) == []
	{d.fix.ops[0].value | some d in _denied(_chart("*"))} == {"<version>"}
}

test_places if {
	denied := target_revision_mutable.deny with input as _application({
		"sources": [
			_chart("1.2.3"),
			{"repoURL": "https://example.com/values.git", "ref": "values"},
			"odd",
		],
		"sourceHydrator": {"drySource": _git("main")},
	})
	{d.at | some d in denied} == {
		["spec", "sources", 1, "targetRevision"],
		["spec", "sourceHydrator", "drySource", "targetRevision"],
	}
	set := target_revision_mutable.deny with input as {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "ApplicationSet",
		"spec": {"template": {"spec": {"source": _git("main")}}},
	}
	{d.at | some d in set} == {["spec", "template", "spec", "source", "targetRevision"]}
}

test_unknown if {
	_messages({"repoURL": "{{ .url }}", "targetRevision": "main"}) == []
	_messages({"repoURL": 3}) == []
}

test_secret_is_not_shown if {
	_messages({"repoURL": "https://user:word@example.com/a.git"}) == [
		`source "https://example.com/a.git" names no targetRevision, which stands for HEAD`,
	]
}

test_setting if {
	denied := target_revision_mutable.deny with input as _application({"source": _git("main")})
		with data.gatecheck.config.argocd.target_revision_mutable.branches as ["main"]
	denied == set()
}

test_what_is_no_text if {
	every chart in [123, true, ["web"], {"a": 1}] {
		source := object.union(_chart("*"), {"chart": chart})
		_messages(source) == [`chart follows a range of versions, "*"`]
	}
	count(_messages(object.union(_git("main"), {"chart": null}))) == 1
	every sources in [123, true, null, "web"] {
		denied := target_revision_mutable.deny with input as _application({"sources": sources})
		denied == set()
	}
}
