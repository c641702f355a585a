package gatecheck.k8s.selinux_custom_test

import data.gatecheck.k8s.selinux_custom

_denials(options) := d if {
	spec := {"securityContext": {"seLinuxOptions": options}, "containers": [{"name": "a"}]}
	d := selinux_custom.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

_at(key) := ["spec", "securityContext", "seLinuxOptions", key]

test_all if {
	_denials({"type": "spc_t", "user": "system_u", "role": "", "level": "s0:c1,c2"}) == {{
		"msg": `Pod "p" chooses its own SELinux type: "spc_t"`,
		"at": _at("type"),
		"related": [{"at": _at("user"), "msg": "and here"}],
		"fix": {"title": "let the runtime choose", "ops": [
			{"op": "remove", "at": _at("type")},
			{"op": "remove", "at": _at("user")},
		]},
	}}
}

test_role if {
	some denial in _denials({"role": "system_r"})
	denial.at == _at("role")
	not denial.related
}

test_allowed if {
	_denials({"type": "container_engine_t", "level": "s0"}) == set()
	_denials({"type": null}) == set()
	_denials({}) == set()
	_denials("spc_t") == set()
}
