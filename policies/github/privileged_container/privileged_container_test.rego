package gatecheck.github.privileged_container_test

import data.gatecheck.github.privileged_container

_deny(container) := found if {
	found := privileged_container.deny with input as {"jobs": {"a": {"container": container}}}
}

_at := ["jobs", "a", "container", "options"]

test_whole_result if {
	_deny({"options": "--privileged"}) == {{
		"msg": "the container of job \"a\" runs with --privileged",
		"at": _at,
		"fix": {"title": "run without privileges", "ops": [{"op": "remove", "at": _at}]},
	}}
}

test_several_options if {
	_deny({"options": "--pid=host --cap-add SYS_ADMIN"}) == {{
		"msg": "the container of job \"a\" runs with --pid host, --cap-add SYS_ADMIN",
		"at": _at,
	}}
}

test_fixes if {
	[op | some denial in _deny({"options": "--rm --privileged"}); some op in denial.fix.ops] == [
		{"op": "replace", "at": _at, "find": " --privileged", "with": ""},
	]
	[op | some denial in _deny({"options": "--privileged --rm"}); some op in denial.fix.ops] == [
		{"op": "replace", "at": _at, "find": "--privileged ", "with": ""},
	]
	[denial | some denial in _deny({"options": "--privileged=true --rm"}); denial.fix] == []
}

test_volumes if {
	found := _deny({"volumes": ["a:/b", "/var/run/docker.sock:/s", "/:/host", 7]})
	{denial.at | some denial in found} == {["jobs", "a", "container", "volumes", 1]}
	{denial.msg | some denial in found} == {
		"the container of job \"a\" sees /var/run/docker.sock of its runner",
	}
}

test_once_for_both if {
	count(_deny({"options": "--privileged", "volumes": ["/:/host"]})) == 1
}

test_silent if {
	_deny({"options": "--cpus 2", "volumes": ["/tmp:/tmp"]}) == set()
	_deny({"options": 7, "volumes": "x"}) == set()
}
