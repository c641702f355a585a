package gatecheck.docker.syntax_unpinned_test

import data.gatecheck.docker.syntax_unpinned

test_denial if {
	syntax_unpinned.deny == {{
		"msg": "the frontend docker/dockerfile:1 is not pinned by its digest",
		"at": ["directives", "syntax"],
		"fix": {"title": "name the digest", "ops": [{
			"op": "set",
			"at": ["directives", "syntax"],
			"value": "docker/dockerfile:1@sha256:<digest>",
		}]},
	}} with input as {"directives": {"syntax": "docker/dockerfile:1"}}
}

test_silent if syntax_unpinned.deny == set() with input as {"directives": {"escape": "`"}}
