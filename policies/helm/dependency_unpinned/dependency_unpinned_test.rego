package gatecheck.helm.dependency_unpinned_test

import data.gatecheck.helm.dependency_unpinned

_file(path, dependencies) := {
	"path": path,
	"kind": "yaml",
	"part": 0,
	"facts": {"dependencies": dependencies},
}

_on(version) := {"name": "cache", "version": version, "repository": "https://charts.example.com"}

_denied(documents) := denied if {
	denied := dependency_unpinned.deny with input as {"documents": documents}
}

_messages(dependency) := [d.msg | some d in _denied([_file("web/Chart.yaml", [dependency])])]

test_range if {
	_denied([_file("web/Chart.yaml", [_on("^1.2.0")])]) == {{
		"document": 0,
		"msg": `dependency "cache" takes any version that fits "^1.2.0", and no Chart.lock pins it`,
		"at": ["dependencies", 0, "version"],
		"fix": {
			"title": "name an exact version",
			"ops": [{"op": "set", "at": ["dependencies", 0, "version"], "value": "<version>"}],
		},
	}}
	every version in ["*", "1.x", ">=1.0.0", "~1.2.3", "1.2", 1.2, "1.2.0 - 2.0.0"] {
		count(_messages(_on(version))) == 1
	}
	_messages(_on(null)) == [`dependency "cache" names no version, and no Chart.lock pins it`]
	_messages({"name": "cache", "repository": "@stable"}) == [
		`dependency "cache" names no version, and no Chart.lock pins it`,
	]
}

test_exact if {
	_messages(_on("1.2.3")) == []
	_messages(_on("v1.2.3")) == []
	_messages(_on("{{ version }}")) == []
}

test_local if {
	_messages({"name": "a", "version": "*", "repository": "file://../a"}) == []
	_messages({"name": "a", "version": "*"}) == []
	_messages({"name": "a", "version": "*", "repository": ""}) == []
}

test_lock if {
	chart := _file("web/Chart.yaml", [_on("^1.2.0")])
	_denied([chart, _file("web/Chart.lock", [_on("1.2.7")])]) == set()
	count(_denied([chart, _file("other/Chart.lock", [_on("1.2.7")])])) == 1
	count(_denied([chart, _file("web/requirements.lock", [_on("1.2.7")])])) == 1
	count(_denied([chart, _file("web/Chart.lock", [{"name": "other", "version": "1.0.0"}])])) == 1
	_denied(
		[_file("requirements.yaml", [_on("1.x")]), _file("requirements.lock", [_on("1.2.7")])],
	) == set()
}

test_other_files if {
	_denied([_file("values.yaml", [_on("*")])]) == set()
	_denied([{"path": "Chart.yaml", "kind": "yaml", "part": 0, "facts": null}]) == set()
	_denied([_file("Chart.yaml", "odd")]) == set()
	_denied([_file("Chart.yaml", ["odd"])]) == set()
}
