package gatecheck.docker.missing_user_test

import data.gatecheck.docker.missing_user

_stage(more) := object.union(
	{"index": 0, "final": true, "from": {"image": "a", "resolved": "a"}, "instructions": [0, 1]},
	more,
)

_input(stage, commands) := {"stages": [stage], "instructions": [{"cmd": cmd} | some cmd in commands]}

test_denial if {
	missing_user.deny == {{
		"msg": "the image built from a runs as the user of its base, which may be root",
		"at": ["stages", 0, "user"],
		"fix": {
			"title": "run as a user without rights",
			"ops": [{"op": "insert", "at": ["instructions", 1], "value": "USER 10001"}],
		},
	}} with input as _input(_stage({}), ["FROM", "CMD"])
}

test_user_goes_to_the_end if {
	some denial in missing_user.deny with input as _input(_stage({}), ["FROM", "RUN"])
	denial.fix.ops[0].at == ["instructions", 2]
}

test_unknown_base_is_denied if {
	count(missing_user.deny) == 1
		with input as _input(_stage({"from": {"image": "$BASE"}}), ["FROM", "RUN"])
}

test_silent_with_a_user if {
	missing_user.deny == set()
		with input as _input(_stage({"user": {"value": "7"}}), ["FROM", "CMD"])
}

test_silent_without_a_final_stage if {
	missing_user.deny == set() with input as _input(_stage({"final": false}), ["FROM", "CMD"])
}

test_silent_on_rootless_images if {
	every image in [
		"gcr.io/distroless/static:nonroot",
		"nginxinc/nginx-unprivileged:1.27",
		"mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled",
		"docker.io/bitnami/redis:7.4",
		"cgr.dev/chainguard/go:latest",
		"mcr.microsoft.com/windows/servercore:ltsc2022",
	] {
		stage := _stage({"from": {"image": image, "resolved": image}})
		missing_user.deny == set() with input as _input(stage, ["FROM", "CMD"])
	}
	every image in ["cgr.dev/chainguard/wolfi-base:latest", "gcr.io/distroless/static"] {
		stage := _stage({"from": {"image": image, "resolved": image}})
		count(missing_user.deny) == 1 with input as _input(stage, ["FROM", "CMD"])
	}
}

test_silent_on_configured_images if {
	missing_user.deny == set() with input as _input(_stage({}), ["FROM", "CMD"])
		with data.gatecheck.config.docker.missing_user as {"user": "1", "rootless_images": ["^a$"]}
}

test_scratch if {
	stage := _stage({"from": {"image": "scratch", "resolved": "scratch"}})
	missing_user.deny == set() with input as _input(stage, ["FROM", "COPY"])
	count(missing_user.deny) == 1 with input as _input(stage, ["FROM", "ENTRYPOINT"])
}
