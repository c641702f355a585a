package gatecheck.gitlab.privileged_docker_test

import data.gatecheck.gitlab.privileged_docker

_run(words) := found if {
	places := [["w", i] | some i, _ in words]
	script := {"at": ["a", "script"], "commands": [{
		"name": words[0], "args": array.slice(words, 1, count(words)), "program": words[0],
		"literal": [true | some _ in words], "words": places, "at": ["c"], "effective": 0,
		"piped": false, "env": {}, "redirects": [],
	}]}
	found := privileged_docker.deny with input as {"__gatecheck": {"scripts": [script]}}
}

_host(value) := found if {
	found := privileged_docker.deny with input as {"variables": {"DOCKER_HOST": value}}
}

test_commands if {
	_run(["docker", "run", "--rm", "--privileged", "--pid=host", "x"]) == {{
		"msg": "a container is started with --privileged, --pid host",
		"at": ["w", 3],
	}}
	count(_run(["docker", "container", "create", "-v", "/:/host"])) == 1
	_run(["docker", "run", "--rm", "x"]) == set()
	_run(["docker", "build", "--privileged"]) == set()
	_run(["echo", "run", "--privileged"]) == set()
}

test_sockets if {
	_host("unix:///var/run/docker.sock") == {{
		"msg": "the pipeline lets Docker commands talk to the runner's own Docker",
		"at": ["variables", "DOCKER_HOST"],
	}}
	_host("tcp://docker:2376") == set()
	_host("unix:///tmp/docker.sock") == set()
	_host("unix:///run/user/1000/docker.sock") == set()
	_host(7) == set()
}
