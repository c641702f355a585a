package gatecheck.github.debug_logging_test

import data.gatecheck.github.debug_logging

_denied(workflow) := places if {
	denials := debug_logging.deny with input as workflow
	places := {denial.at | some denial in denials}
}

test_everywhere if {
	on := {"ACTIONS_STEP_DEBUG": true}
	_denied({"env": on, "jobs": {"build": {"env": on, "steps": [{"run": "make", "env": on}]}}}) == {
		["env", "ACTIONS_STEP_DEBUG"],
		["jobs", "build", "env", "ACTIONS_STEP_DEBUG"],
		["jobs", "build", "steps", 0, "env", "ACTIONS_STEP_DEBUG"],
	}
}

test_both_names if {
	count(_denied({"env": {"ACTIONS_STEP_DEBUG": "true", "ACTIONS_RUNNER_DEBUG": "TRUE"}})) == 2
}

test_off_or_decided_elsewhere if {
	every value in {false, "false", "", "${{ inputs.debug }}", "1"} {
		count(_denied({"env": {"ACTIONS_STEP_DEBUG": value}})) == 0
	}
}

test_another_variable if count(_denied({"env": {"DEBUG": true}})) == 0

test_values_of_the_wrong_type if {
	every value in {null, 1, ["true"], {"true": true}} {
		count(_denied({"env": {"ACTIONS_STEP_DEBUG": value}})) == 0
	}
	count(_denied({"env": "ACTIONS_STEP_DEBUG"})) == 0
	count(_denied({"env": ["ACTIONS_STEP_DEBUG=true"], "jobs": ["x"]})) == 0
}
