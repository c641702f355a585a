package gatecheck.k8s.secret_in_env_test

import data.gatecheck.k8s.secret_in_env

_deny(env) := denied if {
	denied := secret_in_env.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "env": env}]},
	}
}

test_denied if {
	at := ["spec", "containers", 0, "env", 1]
	_deny([{"name": "LOG", "value": "debug"}, {"name": "DB_PASSWORD", "value": "hunter2"}]) == {{
		"msg": `container "web" is given the secret DB_PASSWORD in clear`,
		"at": array.concat(at, ["value"]),
		"fix": {
			"title": "read it from a Secret",
			"ops": [
				{"op": "remove", "at": array.concat(at, ["value"])},
				{
					"op": "set",
					"at": array.concat(at, ["valueFrom", "secretKeyRef"]),
					"value": {"name": "<secret>", "key": "DB_PASSWORD"},
				},
			],
		},
	}}
}

test_silent if {
	_deny(null) == set()
	_deny([]) == set()
	_deny([{}, null, {"name": "DB_PASSWORD"}, {"name": "DB_PASSWORD", "value": null}]) == set()
	reference := {"secretKeyRef": {"name": "a", "key": "b"}}
	_deny([{"name": "DB_PASSWORD", "valueFrom": reference}]) == set()
	_deny([{"name": "DB_PASSWORD", "value": "$(OTHER)"}]) == set()
	_deny([{"name": "DB_PASSWORD_FILE", "value": "hunter2"}]) == set()
}

test_pairs if {
	{denial.at[4] | some denial in _deny([
		{"name": "S3_ACCESS_KEY", "value": "shop"},
		{"name": "S3_SECRET_KEY", "value": "hunter2"},
	])} == {1}
}
