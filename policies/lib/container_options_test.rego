package gatecheck.lib.container_options_test

import data.gatecheck.lib.container_options

_what(line) := [danger.what | some danger in container_options.dangers(split(line, " "))]

test_dangers if {
	_what("--rm --privileged x") == ["--privileged"]
	_what("--privileged=true") == ["--privileged"]
	_what("--pid=host --ipc host") == ["--pid host", "--ipc host"]
	_what("--cap-add cap_sys_admin --cap-add=ALL") == ["--cap-add cap_sys_admin", "--cap-add ALL"]
	_what("--security-opt seccomp=unconfined") == ["--security-opt seccomp=unconfined"]
	_what("-v /var/run/docker.sock:/s") == ["-v /var/run/docker.sock:/s"]
	_what("--mount type=bind,src=/,dst=/host") == ["--mount type=bind,src=/,dst=/host"]
	_what("--volume=/:/host") == ["--volume /:/host"]
}

test_places if {
	container_options.dangers(["docker", "run", "--privileged"])[0].index == 2
}

test_harmless if {
	_what("--privileged=false --pid container:a --cap-add NET_BIND_SERVICE --rm --network host") == []
	_what("-v /tmp:/tmp --mount type=bind,src=/src,dst=/x --security-opt no-new-privileges -v") == []
}
