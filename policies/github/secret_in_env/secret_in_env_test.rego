package gatecheck.github.secret_in_env_test

import data.gatecheck.github.secret_in_env

_value := concat("", ["q7Rt", "vX2m", "Lp9w"])

_deny(env) := found if {
	found := secret_in_env.deny with input as {"env": env}
}

test_whole_result if {
	_deny({"API_TOKEN": _value}) == {{
		"msg": "the workflow sets API_TOKEN to a literal value",
		"at": ["env", "API_TOKEN"],
		"fix": {
			"title": "refer to a secret named API_TOKEN",
			"ops": [{"op": "set", "at": ["env", "API_TOKEN"], "value": "${{ secrets.API_TOKEN }}"}],
		},
	}}
}

test_names_of_secrets if {
	{denial.fix.title | some denial in _deny({"github-token": _value})} == {
		"refer to a secret named MY_GITHUB_TOKEN",
	}
}

test_silent if {
	_deny({"API_TOKEN": "${{ secrets.API_TOKEN }}", "DB_PASSWORD": "postgres", "NAME": _value}) == set()
}

test_password_of_service if {
	job := {
		"env": {"APP_DB_PASSWORD": _value},
		"services": {"db": {"env": {"POSTGRES_PASSWORD": _value}}, "odd": {"env": "text"}},
	}
	found := secret_in_env.deny with input as {"jobs": {"a": job}}
	found == set()
}
