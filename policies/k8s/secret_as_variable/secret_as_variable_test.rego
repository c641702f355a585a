package gatecheck.k8s.secret_as_variable_test

import data.gatecheck.k8s.secret_as_variable

_deny(container) := found if {
	found := secret_as_variable.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [object.union({"name": "c", "image": "x"}, container)]},
	}
}

test_whole_result if {
	_deny({
		"env": ["?", {"name": "A", "value": "b"}, {"name": "P", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
		"envFrom": [{"configMapRef": {"name": "m"}}, {"secretRef": {"name": "t"}}],
	}) == {{
		"msg": "container \"c\" is given secrets as environment variables: P, all of Secret \"t\"",
		"at": ["spec", "containers", 0, "env", 2, "valueFrom", "secretKeyRef"],
	}}
}

test_only_a_source if {
	some denial in _deny({"envFrom": [{"secretRef": {"name": "t"}}]})
	denial.at == ["spec", "containers", 0, "envFrom", 0, "secretRef"]
}

test_silent if {
	_deny({}) == set()
	_deny({"env": "x", "envFrom": 7}) == set()
	_deny({"env": [{"name": "A", "valueFrom": {"secretKeyRef": "x"}}, {"valueFrom": "y"}]}) == set()
	_deny({"envFrom": [{"secretRef": "x"}, 7]}) == set()
}

test_name_is_no_text if {
	every name in [123, true, null, ["s"]] {
		variable := {"name": name, "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}
		denied := _deny({"env": [variable], "envFrom": [{"secretRef": {"name": name}}]})
		{d.msg | some d in denied} == {
			"container \"c\" is given secrets as environment variables: ?, all of Secret \"?\"",
		}
	}
}
