package gatecheck.compose.host_namespace_test

import data.gatecheck.compose.host_namespace

_deny(service) := found if {
	found := host_namespace.deny with input as {"services": {"a": service}}
}

test_whole_result if {
	_deny({"pid": "host", "ipc": "host"}) == {{
		"msg": "service \"a\" uses its host's processes and shared memory: pid and ipc are host",
		"at": ["services", "a", "pid"],
		"fix": {"title": "leave the service in namespaces of its own", "ops": [
			{"op": "remove", "at": ["services", "a", "pid"]},
			{"op": "remove", "at": ["services", "a", "ipc"]},
		]},
	}}
}

test_silent if {
	_deny({"pid": "service:b", "network_mode": "none", "hostname": "host"}) == set()
}

test_one_namespace if {
	denied := host_namespace.deny with input as {"services": {"a": {"image": "x", "network_mode": "host"}}}
	{denial.msg | some denial in denied} == {"service \"a\" uses its host's network: network_mode is host"}
}
