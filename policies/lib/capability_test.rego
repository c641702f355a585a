package gatecheck.lib.capability_test

import data.gatecheck.lib.capability

_container(capabilities) := {
	"at": ["c"],
	"raw": {"securityContext": {"capabilities": capabilities}},
}

test_added if {
	capability.added(_container({"add": ["cap_sys_admin", 7, "CHOWN"]})) == [
		{
			"name": "SYS_ADMIN",
			"written": "cap_sys_admin",
			"at": ["c", "securityContext", "capabilities", "add", 0],
		},
		{"name": "CHOWN", "written": "CHOWN", "at": ["c", "securityContext", "capabilities", "add", 2]},
	]
	capability.added(_container({"add": null})) == []
	capability.added(_container(null)) == []
	capability.added({"at": [], "raw": {}}) == []
}

test_dropped if {
	[found.name |
		some found in capability.dropped(_container({"drop": ["all"], "add": ["KILL"]}))
	] == ["ALL"]
}

test_sets_are_apart if {
	capability.dangerous & capability.ordinary == set()
}
