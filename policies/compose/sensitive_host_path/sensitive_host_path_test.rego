package gatecheck.compose.sensitive_host_path_test

import data.gatecheck.compose.sensitive_host_path

_deny(volume) := found if {
	found := sensitive_host_path.deny with input as {"services": {"a": {"volumes": [volume]}}}
}

_at := ["services", "a", "volumes", 0]

test_whole_result if {
	_deny("/usr:/host/usr") == {{
		"msg": "service \"a\" can write to /usr of its host",
		"at": _at,
		"fix": {
			"title": "mount it read-only",
			"ops": [{"op": "set", "at": _at, "value": "/usr:/host/usr:ro"}],
		},
	}}
	_deny("/etc:/x") == {{"msg": "service \"a\" can write to /etc of its host", "at": _at}}
	_deny("/:/host:ro") == {{"msg": "service \"a\" can read / of its host", "at": _at}}
}

test_modes_stay if {
	[op.value | some denial in _deny("/sys:/host:rw,rslave"); some op in denial.fix.ops] == ["/sys:/host:ro,rslave"]
}

test_long if {
	some denial in _deny({"type": "bind", "source": "/boot/", "target": "/b"})
	denial.at == array.concat(_at, ["source"])
	denial.fix.ops == [{"op": "set", "at": array.concat(_at, ["read_only"]), "value": true}]
}

test_silent if {
	every volume in [
		"/proc:/host/proc:ro", "/sys:/sys:ro", "/etc/localtime:/etc/localtime", "/srv/data:/data", "etc:/etc",
		"./etc:/etc", "~/x:/x", "/var/run/docker.sock:/s", {"type": "volume", "source": "etc"},
		{"type": "bind", "source": "/proc/stat", "read_only": true}, "${HOME}:/x",
	] {
		_deny(volume) == set()
	}
}
