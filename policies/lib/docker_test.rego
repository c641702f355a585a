package gatecheck.lib.docker_test

import data.gatecheck.lib.docker

_document := {
	"stages": [
		{
			"index": 0, "name": "Base", "final": false, "instructions": [0, 1],
			"from": {"image": "alpine:$V", "resolved": "alpine:3", "scratch": false},
		},
		{
			"index": 1, "name": "other", "final": false, "instructions": [2],
			"from": {"image": "$X", "scratch": false},
		},
		{
			"index": 2, "final": true, "instructions": [3, 4, 5, 6],
			"from": {"image": "base", "resolved": "base", "stage": "Base", "scratch": false},
		},
	],
	"instructions": [
		{"cmd": "FROM", "stage": 0},
		{"cmd": "RUN", "stage": 0, "flags": {"mount": ["type=bind,from=tools:1,target=/t", "type=cache", "from=$X"]}},
		{"cmd": "FROM", "stage": 1},
		{"cmd": "FROM", "stage": 2},
		{"cmd": "CMD", "stage": 2},
		{"cmd": "COPY", "stage": 2, "flags": {"from": ["quay.io/a/b"]}},
		{"cmd": "ENTRYPOINT", "stage": 2},
	],
}

test_chain if {
	stages := _document.stages
	docker.final.index == 2 with input as _document
	docker.instructions(stages[2]) == {0, 1, 3, 4, 5, 6} with input as _document
	docker.base(stages[2]) == "alpine:3" with input as _document
	docker.base(stages[1]) == "" with input as _document
}

test_user_place if {
	stages := _document.stages
	docker.user_place(stages[2]) == 6 with input as _document
	docker.user_place(stages[0]) == 7 with input as _document
}

test_user if {
	stage := {"index": 0, "from": {}, "instructions": [0, 1], "user": {"value": "${U:-root}:0", "at": ["instructions", 1]}}
	given := {"stages": [stage], "instructions": [{"cmd": "ENV", "pairs": [{"key": "U", "value": "app"}]}, {"cmd": "USER"}]}
	docker.user(stage) == "app:0" with input as given
	docker.user(stage) == "root:0" with input as object.union(given, {"instructions": []})
	docker.user({"user": {"value": "app"}}) == "app"
}

test_images if {
	images := docker.images with input as _document
	[[i.how, i.text, i.parts.ref, i.at] | some i in images] == [
		["FROM", "alpine:$V", "alpine:3", ["stages", 0, "from", "image"]],
		["COPY --from", "quay.io/a/b", "quay.io/a/b", ["instructions", 5, "flags", "from", 0]],
		["RUN --mount", "tools:1", "tools:1", ["instructions", 1, "flags", "mount", 0]],
	]
}

test_pin if {
	images := docker.images with input as _document
	docker.pin(images[0], "<tag>") == {}
	docker.pin(images[1], "<tag>").fix.ops[0].value == "quay.io/a/b:<tag>@sha256:<digest>"
	docker.pin(images[2], "<tag>").fix.ops[0] == {
		"op": "replace",
		"at": ["instructions", 1, "flags", "mount", 0],
		"find": "from=tools:1",
		"with": "from=tools:1@sha256:<digest>",
	}
}

test_windows if {
	stage := {
		"index": 0, "from": {"image": "x", "resolved": "mcr.microsoft.com/windows/nanoserver:1809"},
	}
	docker.is_windows(stage) with input as {"stages": [stage]}
	platform := {"index": 0, "platform": "windows/amd64", "from": {"image": "$X"}}
	docker.is_windows(platform) with input as {"stages": [platform]}
	last := _document.stages[2]
	not docker.is_windows(last) with input as _document
}

test_sources_of_add if {
	docker.is_url("HTTPS://example.com/a")
	not docker.is_url("a/https://example.com")
	docker.is_git("git@example.com:a/b")
	docker.is_git("https://example.com/a.git#v1")
	not docker.is_git("a.git")
	docker.has_commit("https://example.com/0123456789abcdef0123456789abcdef01234567/a")
	not docker.has_commit("https://example.com/0123456/a")
}
