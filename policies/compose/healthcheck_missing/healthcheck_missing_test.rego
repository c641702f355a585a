package gatecheck.compose.healthcheck_missing_test

import data.gatecheck.compose.healthcheck_missing

test_whole_result if {
	found := healthcheck_missing.deny with input as {"services": {
		"a": {"image": "x"},
		"b": {"image": "x", "healthcheck": {"disable": true}},
		"c": {"command": "x"},
	}}
	found == {{"msg": "service \"a\" has no healthcheck", "at": ["services", "a", "healthcheck"]}}
}
