package gatecheck.lib.gitlab_test

import data.gatecheck.lib.gitlab

_pipeline := {
	"stages": ["build"],
	"image": "ruby:3",
	"services": ["postgres:17", {"name": "redis:8", "alias": "r"}, 7],
	"default": {"image": {"name": "node:22", "entrypoint": [""]}},
	".hidden": {"image": "alpine:3"},
	"build": {"script": "x", "services": "none"},
	"odd": {"image": {"entrypoint": []}},
	"text": "no job",
	"__gatecheck": {"scripts": []},
}

test_jobs if {
	found := gitlab.jobs with input as _pipeline
	{[job.name, job.hidden] | some job in found} == {[".hidden", true], ["build", false], ["odd", false]}
}

test_images if {
	found := gitlab.images with input as _pipeline
	{[image.label, image.ref, image.at] | some image in found} == {
		["the image of the pipeline", "ruby:3", ["image"]],
		["the image of the default of jobs", "node:22", ["default", "image", "name"]],
		["the image of job \".hidden\"", "alpine:3", [".hidden", "image"]],
		["a service of the pipeline", "postgres:17", ["services", 0]],
		["a service of the pipeline", "redis:8", ["services", 1, "name"]],
	}
}

test_variables if {
	found := gitlab.variables with input as {
		"variables": {"A": "1", "B": {"value": "2", "description": "x"}, "C": {"description": "x"}},
		"workflow": {"rules": [{"variables": {"D": "3"}}, "text"]},
		"job": {"variables": {"E": 4}, "rules": [{"variables": {"F": "5"}}]},
		"bad": {"variables": "text"},
	}
	{[variable.name, variable.value, variable.at] | some variable in found} == {
		["A", "1", ["variables", "A"]],
		["B", "2", ["variables", "B", "value"]],
		["D", "3", ["workflow", "rules", 0, "variables", "D"]],
		["E", 4, ["job", "variables", "E"]],
		["F", "5", ["job", "rules", 0, "variables", "F"]],
	}
	{variable.name | some variable in found; variable.alone} == {"D", "E", "F"}
}

_includes(raw) := [object.remove(include, ["raw"]) | some include in found] if {
	found := gitlab.includes with input as {"include": raw}
}

test_includes if {
	_includes("/a.yml") == [{"kind": "local", "at": ["include"]}]
	_includes(["https://x/a.yml"]) == [{"kind": "remote", "url": "https://x/a.yml", "at": ["include", 0]}]
	_includes([{"local": "a"}, {"template": "b"}]) == [
		{"kind": "local", "at": ["include", 0]},
		{"kind": "template", "at": ["include", 1]},
	]
	_includes({"remote": "https://x"}) == [{"kind": "remote", "url": "https://x", "at": ["include"]}]
	_includes({"project": "g/p", "file": "f", "ref": 1}) == [{
		"kind": "project", "project": "g/p", "file": "f", "ref": "1",
		"at": ["include"],
	}]
	_includes({"component": "h/g/c@1.2.3"}) == [{
		"kind": "component", "component": "h/g/c", "version": "1.2.3",
		"at": ["include"],
	}]
	_includes({"component": "h/g/c"})[0].version == ""
	_includes({"other": "x"}) == []
}

test_includes_of_triggers if {
	found := gitlab.includes with input as {"job": {"trigger": {"include": [{"local": "a"}]}}, "other": {"trigger": "g/p"}}
	[include.at | some include in found] == [["job", "trigger", "include", 0]]
}

test_odd_shapes if {
	every pipeline in [
		{"image": null, "services": "x", "variables": [], "include": null},
		{"default": "x", "workflow": {"rules": "x"}, "job": {"rules": "x", "trigger": {"include": null}}},
		{"workflow": "x", "job": {"trigger": {"include": [null, 7]}, "image": {"name": 7}, "variables": null}},
	] {
		images := gitlab.images with input as pipeline
		images == []
		variables := gitlab.variables with input as pipeline
		variables == []
		includes := gitlab.includes with input as pipeline
		includes == []
	}
}
