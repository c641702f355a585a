package gatecheck.k8s.capabilities_not_dropped_test

import data.gatecheck.k8s.capabilities_not_dropped

_denials(spec) := d if {
	d := capabilities_not_dropped.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_container(context) := {"name": "a", "image": "i", "securityContext": context}

_at := ["spec", "containers", 0, "securityContext", "capabilities", "drop"]

test_missing if {
	_denials({"containers": [_container(null)]}) == {{
		"msg": `container "a" does not drop all capabilities`,
		"at": _at,
		"fix": {"title": "drop all capabilities", "ops": [{"op": "set", "at": _at, "value": ["ALL"]}]},
	}}
}

_dropping(value) := count(_denials({"containers": [_container({"capabilities": {"drop": value}})]}))

test_values if {
	_dropping(["ALL"]) == 0
	_dropping(["NET_RAW", "ALL"]) == 0
	_dropping(["all"]) == 0
	_dropping(["NET_RAW", "MKNOD"]) == 1
	_dropping([]) == 1
	_dropping(null) == 1
	_dropping("ALL") == 1
}

test_windows if {
	_denials({"os": {"name": "windows"}, "containers": [_container(null)]}) == set()
}

test_a_patch_only_counts_for_what_it_says if {
	_denials({"containers": [{"name": "a"}]}) == set()
	count(
		_denials({
			"containers": [{"name": "a", "securityContext": {"capabilities": {"drop": ["KILL"]}}}],
		}),
	) == 1
}
