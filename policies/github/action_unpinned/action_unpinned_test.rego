package gatecheck.github.action_unpinned_test

import data.gatecheck.github.action_unpinned

_deny(texts, exempt) := found if {
	steps := [{"uses": text} | some text in texts]
	found := action_unpinned.deny with input as {"jobs": {"a": {"steps": steps}}}
		with data.gatecheck.config.github.action_unpinned.exempt as exempt
}

test_whole_result if {
	at := ["jobs", "a", "steps", 0, "uses"]
	_deny(["o/r/sub@v1"], []) == {{
		"msg": "action o/r/sub is bound to v1, which can be moved to other code",
		"at": at,
		"fix": {
			"title": "name the commit of v1 in full",
			"ops": [{"op": "replace", "at": at, "find": "@v1", "with": "@<commit>"}],
		},
	}}
}

test_without_version if {
	{denial.msg | some denial in _deny(["o/r"], [])} == {"action o/r is bound to no version"}
}

test_short_commit if {
	count(_deny(["o/r@0123abc"], [])) == 1
}

test_exempt if {
	_deny(["Own/r@v1", "o/r@main"], ["own", "o/R"]) == set()
	count(_deny(["o/r@v1"], ["other", "o/x"])) == 1
}
