package gatecheck.k8s.misspelt_capability_test

import data.gatecheck.k8s.misspelt_capability

_denials(capabilities) := d if {
	spec := {"containers": [{"name": "a", "securityContext": {"capabilities": capabilities}}]}
	d := misspelt_capability.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_at(list, i) := ["spec", "containers", 0, "securityContext", "capabilities", list, i]

test_misspelt if {
	_denials({"drop": ["all"], "add": ["NET_BIND_SERVICE", "CAP_CHOWN"]}) == {
		{
			"msg": `container "a" names the capability ALL as "all"`,
			"at": _at("drop", 0),
			"fix": {
				"title": "write ALL",
				"applicability": "safe",
				"ops": [{"op": "set", "at": _at("drop", 0), "value": "ALL"}],
			},
		},
		{
			"msg": `container "a" names the capability CHOWN as "CAP_CHOWN"`,
			"at": _at("add", 1),
			"fix": {
				"title": "write CHOWN",
				"applicability": "unsafe",
				"ops": [{"op": "set", "at": _at("add", 1), "value": "CHOWN"}],
			},
		},
	}
}

test_as_compared if {
	_denials({"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}) == set()
	_denials(null) == set()
}
