package gatecheck.lib.denial_test

import data.gatecheck.lib.denial

test_others if {
	denial.others([{"at": ["a"]}, {"at": ["b"]}, {"at": ["c"]}], "too") == {"related": [
		{"at": ["b"], "msg": "too"},
		{"at": ["c"], "msg": "too"},
	]}
	denial.others([{"at": ["a"]}], "too") == {}
	denial.others([], "too") == {}
}
