package gatecheck.k8s.privileged_test

import data.gatecheck.k8s.privileged

_count(context) := n if {
	n := count(privileged.deny) with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "a", "securityContext": context}]},
	}
}

test_only_true_is_privileged if {
	_count({"privileged": true}) == 1
	_count({"privileged": false}) == 0
	_count({"privileged": "true"}) == 0
	_count({}) == 0
	_count(null) == 0
}

test_every_list if {
	contexts := {"name": "a", "securityContext": {"privileged": true}}
	denials := privileged.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": {
		"initContainers": [contexts],
		"containers": [contexts],
		"ephemeralContainers": [contexts],
	}}
	{denial.at[1] | some denial in denials} == {"initContainers", "containers", "ephemeralContainers"}
}
