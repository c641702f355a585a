package gatecheck.github.reusable_workflow_unpinned_test

import data.gatecheck.github.reusable_workflow_unpinned

_deny(text, exempt) := found if {
	found := reusable_workflow_unpinned.deny with input as {"jobs": {"a": {"uses": text}}}
		with data.gatecheck.config.github.reusable_workflow_unpinned.exempt as exempt
}

test_whole_result if {
	at := ["jobs", "a", "uses"]
	_deny("o/r/.github/workflows/w.yaml@main", []) == {{
		"msg": "workflow o/r/.github/workflows/w.yaml is bound to main, which can be moved to other code",
		"at": at,
		"fix": {
			"title": "name the commit of main in full",
			"ops": [{"op": "replace", "at": at, "find": "@main", "with": "@<commit>"}],
		},
	}}
}

test_exempt if {
	_deny("o/r/.github/workflows/w.yaml@main", ["o/r"]) == set()
}
