package gatecheck.compose.privilege_escalation_test

import data.gatecheck.compose.privilege_escalation

_deny(more) := found if {
	service := object.union({"image": "x"}, more)
	found := privilege_escalation.deny with input as {"services": {"a": service}}
}

test_whole_result if {
	_deny({"security_opt": ["label:user:x"]}) == {{
		"msg": "service \"a\" may gain privileges: security_opt has no no-new-privileges",
		"at": ["services", "a", "security_opt"],
		"fix": {"title": "forbid new privileges", "ops": [{
			"op": "insert",
			"at": ["services", "a", "security_opt", 1],
			"value": "no-new-privileges:true",
		}]},
	}}
	count(_deny({"security_opt": ["no-new-privileges:false", 7]})) == 1
}

test_no_fix_while_privileged if {
	every value in [true, "true"] {
		_deny({"privileged": value}) == {{
			"msg": "service \"a\" may gain privileges: security_opt has no no-new-privileges",
			"at": ["services", "a", "security_opt"],
		}}
	}
	every value in [false, "no", 7, null] {
		some denial in _deny({"privileged": value})
		denial.fix
	}
	_deny({"privileged": true, "security_opt": ["no-new-privileges:true"]}) == set()
}

test_silent if {
	_deny({"security_opt": ["no-new-privileges:true"]}) == set()
	_deny({"security_opt": ["no-new-privileges=true"]}) == set()
	_deny({"security_opt": ["no-new-privileges"]}) == set()
	_deny({"extends": "b"}) == set()
}
