package gatecheck.k8s.net_raw_not_dropped_test

import data.gatecheck.k8s.net_raw_not_dropped

_denials(spec) := d if {
	d := net_raw_not_dropped.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_dropping(value) := d if {
	context := {"capabilities": {"drop": value}}
	d := _denials({"containers": [{"name": "a", "image": "i", "securityContext": context}]})
}

_at := ["spec", "containers", 0, "securityContext", "capabilities", "drop"]

test_another_is_dropped if {
	_dropping(["KILL"]) == {{
		"msg": `container "a" does not drop the capability NET_RAW`,
		"at": _at,
		"fix": {
			"title": "drop NET_RAW",
			"ops": [{"op": "insert", "at": array.concat(_at, [1]), "value": "NET_RAW"}],
		},
	}}
}

test_values if {
	count(_dropping(["CAP_NET_RAW"])) == 0
	count(_dropping(["ALL"])) == 0
	count(_dropping([])) == 1
	count(_dropping(null)) == 1
}

test_windows_and_patches if {
	_denials({"os": {"name": "windows"}, "containers": [{"name": "a", "image": "i"}]}) == set()
	_denials({"containers": [{"name": "a"}]}) == set()
	count(
		_denials({
			"containers": [{"name": "a", "securityContext": {"capabilities": {"drop": ["KILL"]}}}],
		}),
	) == 1
}
