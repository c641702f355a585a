package gatecheck.docker.insecure_run_test

import data.gatecheck.docker.insecure_run

test_denial if {
	at := ["instructions", 0, "flags", "security", 0]
	insecure_run.deny == {{
		"msg": "the step runs with --security=insecure",
		"at": at,
		"fix": {"title": "run it in the sandbox", "ops": [{"op": "remove", "at": at}]},
	}} with input as {"instructions": [{"cmd": "RUN", "flags": {"security": ["insecure"]}}]}
}

test_silent if {
	every flags in [{}, {"security": ["sandbox"]}, {"network": ["none"]}, {"mount": ["insecure"]}] {
		insecure_run.deny == set() with input as {"instructions": [{"cmd": "RUN", "flags": flags}]}
	}
}
