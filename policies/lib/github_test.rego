package gatecheck.lib.github_test

import data.gatecheck.lib.github

_sha := "0123456789abcdef0123456789abcdef01234567"

_uses(texts) := found if {
	steps := [{"uses": text} | some text in texts]
	found := github.uses with input as {"jobs": {"a": {"steps": steps}}}
}

test_jobs_and_steps if {
	workflow := {"jobs": {"a": {"steps": [{"run": "x"}, {"name": "Build"}, "text"]}, "b": "text"}}
	[job.id | some job in github.jobs] == ["a"] with input as workflow
	[[step.label, step.at] | some step in github.steps] == [
		["step 1", ["jobs", "a", "steps", 0]],
		["step \"Build\"", ["jobs", "a", "steps", 1]],
	] with input as workflow
	github.jobs == [] with input as {"jobs": ["text"]}
}

test_composite_action if {
	action := {"runs": {"using": "composite", "steps": [{"uses": "o/r@v1"}]}}
	[use.at | some use in github.uses] == [["runs", "steps", 0, "uses"]] with input as action
	[step.job | some step in github.steps] == [""] with input as action
}

test_docker_action if {
	action := {"runs": {"using": "docker", "image": "docker://alpine:3"}}
	github.uses == [
		{"kind": "docker", "image": "alpine:3", "text": "docker://alpine:3", "at": ["runs", "image"]},
	] with input as action
	github.uses == [] with input as {"runs": {"using": "docker", "image": "o/Dockerfile"}}
}

test_uses_taken_apart if {
	found := _uses(["o/r/a/b@v1", concat("@", ["o/r", _sha]), "o/r"])
	[[use.owner, use.repo, use.path, use.version, use.pinned] | some use in found] == [
		["o", "r", "a/b", "v1", false],
		["o", "r", "", _sha, true],
		["o", "r", "", "", false],
	]
}

test_uses_left_out if {
	_uses(["./local", "$/local", "../x", "o/r@${{ matrix.v }}", "nonsense", 7]) == []
}

test_reusable_workflow if {
	found := github.uses with input as {"jobs": {"a": {"uses": "o/r/.github/workflows/w.yaml@main"}}}
	[[use.kind, use.at] | some use in found] == [["workflow", ["jobs", "a", "uses"]]]
}

_container_job := {
	"container": {"image": "a:1", "env": {"A": "b"}},
	"services": {"db": {"image": "${{ matrix.db }}"}, "off": "plain:1"},
	"strategy": {"matrix": {"db": ["x:1", 7], "include": [{"db": "y:2"}, {"os": "z"}]}},
}

test_images if {
	found := github.images with input as {"jobs": {"j": _container_job}}
	{[image.ref, image.at] | some image in found} == {
		["a:1", ["jobs", "j", "container", "image"]],
		["plain:1", ["jobs", "j", "services", "off"]],
		["x:1", ["jobs", "j", "strategy", "matrix", "db", 0]],
		["y:2", ["jobs", "j", "strategy", "matrix", "include", 0, "db"]],
	}
}

test_container_as_text if {
	found := github.images with input as {"jobs": {"j": {"container": "node:22"}}}
	[[image.label, image.at] | some image in found] == [
		["the container of job \"j\"", ["jobs", "j", "container"]],
	]
	github.containers == [] with input as {"jobs": {"j": {"container": "node:22"}}}
}

test_variables if {
	workflow := {
		"env": {"W": "1"},
		"jobs": {
			"j": object.union(
				_container_job,
				{"env": {"J": "2"}, "steps": [{"env": {"S": "3"}}, {"env": "${{ x }}"}]},
			),
		},
	}
	found := github.variables with input as workflow
	{[variable.name, variable.at] | some variable in found} == {
		["W", ["env", "W"]],
		["J", ["jobs", "j", "env", "J"]],
		["S", ["jobs", "j", "steps", 0, "env", "S"]],
		["A", ["jobs", "j", "container", "env", "A"]],
	}
}

test_strings if {
	found := github.strings with input as {"a": ["b", 1], "__gatecheck": {"c": "d"}}
	found == [{"text": "b", "at": ["a", 0]}]
}

test_first_match if {
	github.first_match("ab cd cd", ["x"], "cd") == ["x", {"slice": [3, 5]}]
	github.first_match("ä cd", ["x"], "cd") == ["x"]
	github.first_match("none", ["x"], "cd") == ["x"]
}

_parts(version, path) := {
	"text": "o/r", "at": ["x"], "owner": "o", "repo": "r", "path": path,
	"version": version, "pinned": false,
}

test_words_about_uses if {
	github.full_name(_parts("", "")) == "o/r"
	github.full_name(_parts("", "a/b")) == "o/r/a/b"
	github.binding(_parts("", "")) == "bound to no version"
	github.binding(_parts("v1", "")) == "bound to v1, which can be moved to other code"
	github.pin_title(_parts("", "")) == "name a commit in full"
	github.pin_title(_parts("v1", "")) == "name the commit of v1 in full"
}

test_pin if {
	github.pin(_parts("", "")) == [{"op": "set", "at": ["x"], "value": "o/r@<commit>"}]
	github.pin(_parts("v1", "")) == [
		{"op": "replace", "at": ["x"], "find": "@v1", "with": "@<commit>"},
	]
}

test_exempt if {
	github.is_exempt(_parts("", ""), ["O"])
	github.is_exempt(_parts("", ""), ["x", "o/R"])
	not github.is_exempt(_parts("", ""), ["r", "o/r/a"])
}

test_odd_shapes if {
	every workflow in [
		{"jobs": {"a": {"strategy": "x", "container": "${{ matrix.b }}", "services": [], "steps": "x"}}},
		{"jobs": {"a": {"strategy": {"matrix": "${{ x }}"}, "container": "${{ matrix.b }}"}}},
		{
			"jobs": {
				"a": {
					"strategy": {"matrix": {"b": "${{ x }}", "include": "x"}},
					"container": "${{ matrix.b }}",
				},
			},
		},
		{"jobs": null, "env": [], "runs": null},
		{"runs": {"using": "docker"}},
	] {
		images := github.images with input as workflow
		images == []
		variables := github.variables with input as workflow
		variables == []
		uses := github.uses with input as workflow
		uses == []
	}
}
