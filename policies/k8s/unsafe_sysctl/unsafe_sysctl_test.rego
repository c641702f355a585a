package gatecheck.k8s.unsafe_sysctl_test

import data.gatecheck.k8s.unsafe_sysctl

_denials(sysctls) := d if {
	spec := {"securityContext": {"sysctls": sysctls}, "containers": [{"name": "a"}]}
	d := unsafe_sysctl.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

test_unsafe if {
	at := ["spec", "securityContext", "sysctls", 1]
	_denials([
		{"name": "net.ipv4.tcp_syncookies", "value": "1"},
		{"name": "kernel.msgmax", "value": "65536"},
	]) == {{
		"msg": `Pod "p" sets kernel.msgmax, which is not one of the safe sysctls`,
		"at": array.concat(at, ["name"]),
		"fix": {"title": "leave the sysctl to the node", "ops": [{"op": "remove", "at": at}]},
	}}
}

test_with_slashes if {
	_denials([{"name": "net/ipv4/tcp_syncookies"}]) == set()
	count(_denials([{"name": "net/core/somaxconn"}])) == 1
}

test_odd if {
	_denials(null) == set()
	_denials([{"value": "1"}, "kernel.msgmax"]) == set()
}
