package gatecheck.k8s.unmasked_proc_test

import data.gatecheck.k8s.unmasked_proc

_denials(value) := d if {
	spec := {"containers": [{"name": "a", "securityContext": {"procMount": value}}]}
	d := unmasked_proc.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

test_unmasked if {
	at := ["spec", "containers", 0, "securityContext", "procMount"]
	_denials("Unmasked") == {{
		"msg": `container "a" sees all of /proc: securityContext.procMount is "Unmasked"`,
		"at": at,
		"fix": {"title": "let the runtime hide the kernel", "ops": [{"op": "remove", "at": at}]},
	}}
}

test_others if {
	_denials("Default") == set()
	_denials(null) == set()
	_denials(true) == set()
}
