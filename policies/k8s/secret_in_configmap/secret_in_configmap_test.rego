package gatecheck.k8s.secret_in_configmap_test

import data.gatecheck.k8s.secret_in_configmap

_deny(entries) := denied if {
	denied := secret_in_configmap.deny with input as {
		"apiVersion": "v1",
		"kind": "ConfigMap",
		"metadata": {"name": "settings"},
		"data": entries,
	}
}

test_values if {
	_deny({"DB_PASSWORD": "hunter2", "LOG": "debug"}) == {{
		"msg": `ConfigMap "settings" holds the value of "DB_PASSWORD" in clear`,
		"at": ["data", "DB_PASSWORD"],
	}}
}

test_files if {
	_deny({"app.ini": "token = 9f8e7d6c\nuser = app\npassword = hunter2\n"}) == {{
		"msg": `ConfigMap "settings" holds a secret in clear: password, token in "app.ini"`,
		"at": ["data", "app.ini"],
	}}
}

test_silent if {
	_deny(null) == set()
	_deny({"password": 7, "token": null, "secret": "${SECRET}", "user": "hunter2"}) == set()
	_deny({"app.ini": "password_file = /run/secrets/db\npassword = ${DB_PASSWORD}\n"}) == set()
}

test_name_is_no_text if {
	every name in [123, true, null, ["db"], {"a": 1}] {
		denied := secret_in_configmap.deny with input as {
			"apiVersion": "v1",
			"kind": "ConfigMap",
			"metadata": {"name": name},
			"data": {"DB_PASSWORD": "hunter2", "app.ini": "password = hunter2\n"},
		}
		{d.msg | some d in denied} == {
			`ConfigMap holds the value of "DB_PASSWORD" in clear`,
			`ConfigMap holds a secret in clear: password in "app.ini"`,
		}
	}
}
