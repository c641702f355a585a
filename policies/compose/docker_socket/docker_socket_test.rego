package gatecheck.compose.docker_socket_test

import data.gatecheck.compose.docker_socket

_deny(service) := found if {
	found := docker_socket.deny with input as {"services": {"a": service}}
}

test_whole_result if {
	_deny({"volumes": ["/var/run/docker.sock:/var/run/docker.sock:ro"]}) == {{
		"msg": "service \"a\" sees /var/run/docker.sock of its host",
		"at": ["services", "a", "volumes", 0],
	}}
	_deny({"volumes": [{"type": "bind", "source": "/run/podman/podman.sock"}]}) == {{
		"msg": "service \"a\" sees /run/podman/podman.sock of its host",
		"at": ["services", "a", "volumes", 0, "source"],
	}}
	_deny({"use_api_socket": true}) == {{
		"msg": "service \"a\" may use the API socket of its host's Docker",
		"at": ["services", "a", "use_api_socket"],
	}}
}

test_defaults_count if {
	count(_deny({"volumes": ["${SOCKET:-/var/run/docker.sock}:/s"]})) == 1
}

test_silent if {
	_deny({"volumes": ["docker.sock:/data", "./docker.sock:/run", {"type": "volume", "source": "x"}]}) == set()
}
