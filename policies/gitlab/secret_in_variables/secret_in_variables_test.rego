package gatecheck.gitlab.secret_in_variables_test

import data.gatecheck.gitlab.secret_in_variables

_value := concat("", ["q7Rt", "vX2m", "Lp9w"])

_deny(pipeline) := found if {
	found := secret_in_variables.deny with input as pipeline
}

test_whole_result if {
	_deny({"variables": {"API_TOKEN": {"value": _value}}}) == {{
		"msg": "the pipeline sets API_TOKEN to a literal value",
		"at": ["variables", "API_TOKEN", "value"],
	}}
}

test_registries if {
	config := sprintf(`{"auths":{"r":{"auth":"%s"}}}`, [_value])
	count(_deny({"variables": {"DOCKER_AUTH_CONFIG": config}})) == 1
	_deny({"variables": {"DOCKER_AUTH_CONFIG": `{"auths":{"r":{"auth":"$AUTH"}}}`}}) == set()
}

test_services if {
	variables := {"POSTGRES_PASSWORD": _value, "APP_PASSWORD": _value}
	_deny({"services": ["db:1"], "variables": variables}) == set()
	count(_deny({"variables": variables})) == 2
}

test_silent if {
	_deny({"variables": {"API_TOKEN": "$OTHER", "DB_PASSWORD": "postgres", "NAME": _value}}) == set()
}
