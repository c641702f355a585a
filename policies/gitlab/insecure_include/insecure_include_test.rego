package gatecheck.gitlab.insecure_include_test

import data.gatecheck.gitlab.insecure_include

_deny(include) := found if {
	found := insecure_include.deny with input as {"include": include}
}

test_whole_result if {
	_deny("http://x.example/a.yml") == {{
		"msg": "a remote file is included over plain HTTP",
		"at": ["include"],
		"fix": {
			"title": "use HTTPS",
			"ops": [{"op": "set", "at": ["include"], "value": "https://x.example/a.yml"}],
		},
	}}
}

test_silent if {
	_deny({"remote": "https://x.example/http://"}) == set()
	_deny({"local": "http://x"}) == set()
}
