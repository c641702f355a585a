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
		"jenkins/jenkins:2.504.1-lts", "docker.io/grafana/grafana:12.0.0", "prom/prometheus:v3.4.0",
		"prom/node-exporter@sha256:0", "quay.io/keycloak/keycloak:26.2", "apache/airflow:3.0.1",
		"docker.elastic.co/elasticsearch/elasticsearch:9.0.1", "elasticsearch:8.18.1", "apache/kafka:4.0.0",
		"curlimages/curl", "registry.access.redhat.com/ubi9/nodejs-20:1", "open-liberty:25.0.0.4-full",
		"registry.access.redhat.com/ubi8/python-311:latest", "quay.io/argoproj/argocd:v3.0.0",
		"registry.redhat.io/ubi9/openjdk-21-runtime:1.22", "registry.access.redhat.com/ubi9/go-toolset:1.23",
	] {
		stage := _stage({"from": {"image": image, "resolved": image}})
		missing_user.deny == set() with input as _input(stage, ["FROM", "CMD"])
	}
	every image in [
		"cgr.dev/chainguard/wolfi-base:latest", "gcr.io/distroless/static",
		"registry.access.redhat.com/ubi9/ubi:9.6", "registry.access.redhat.com/ubi9/ubi-minimal:9.6",
		"registry.access.redhat.com/ubi9", "docker.elastic.co/elasticsearch/elasticsearch:7.17.28",
		"elasticsearch", "example.com/jenkins/jenkins:2", "jenkins/jenkins-agent-extra:1", "example.com/grafana/grafana:12",
	] {
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

test_names_the_image_not_a_stage_or_a_variable if {
	messages := {denial.msg |
		some from in [
			{"image": "$BASE", "resolved": "alpine:3"},
			{"image": "alpine:$VERSION"},
		]
		root := {"index": 0, "final": false, "name": "common", "from": from, "instructions": [0]}
		last := _stage({"index": 1, "from": {"image": "common", "stage": "common"}, "instructions": [1]})
		denied := missing_user.deny with input as {"stages": [root, last], "instructions": [{"cmd": "FROM"}, {"cmd": "FROM"}]}
		some denial in denied
	}
	messages == {
		"the image built from alpine:3 runs as the user of its base, which may be root",
		"the image built from alpine:$VERSION runs as the user of its base, which may be root",
	}
}
