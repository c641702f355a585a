package gatecheck.k8s.secret_in_manifest_test

import data.gatecheck.k8s.secret_in_manifest

_deny(more) := denied if {
	denied := secret_in_manifest.deny with input as object.union(
		{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}},
		more,
	)
}

_keys(more) := {denial.at[1] | some denial in _deny(more)}

test_clear_values if {
	_deny({"stringData": {"password": "hunter2"}}) == {{
		"msg": `Secret "db" holds the value of "password" in clear`,
		"at": ["stringData", "password"],
	}}
	_keys({"data": {"password": "aHVudGVyMg==", "pin": "MTIzNDU2Nzg="}}) == {"password", "pin"}
	_keys({"stringData": {"pin": 12345678}}) == {"pin"}
	_keys({"data": {"password": "aHVu\nZGVyMg=="}}) == {"password"}
	_keys({"data": {"password": "not base64!"}}) == {"password"}
}

test_files if {
	_keys({"stringData": {"app.yaml": "user: app\npassword: hunter2\n"}}) == {"app.yaml"}
	_keys({"stringData": {"app.yaml": "user: app\nlog: debug\n"}}) == set()
	frame := "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
	key := sprintf(frame, ["MC4CAQAwBQYDK2VwBCIEIH4q7Zt0dW1bVnVcYzE5c0p0"])
	_keys({"stringData": {"tls.key": key}}) == {"tls.key"}
	_keys({"stringData": {"tls.key": sprintf(frame, ["..."])}}) == set()
	_keys({"stringData": {"tokens": "9f8e7d6c\na1b2c3d4"}}) == set()
	_keys({"stringData": {"htpasswd": "9f8e7d6c$\n"}}) == {"htpasswd"}
}

test_what_is_no_secret if {
	_deny({}) == set()
	_deny({"data": null}) == set()
	_deny({"data": ["a"]}) == set()
	_deny({"stringData": {"password": "", "token": "<token>", "key": "${KEY}", "x": null}}) == set()
	_deny({"data": {"password": "PHBhc3N3b3JkPg==", "token": "{{ .Values.token }}"}}) == set()
	_deny({"stringData": {"username": "admin", "db-host": "db.shop", "ca.crt": "MIIB"}}) == set()
	_deny({"stringData": {"apiUsername": "shop7", "adminMtime": "2026-01-02T03:04:05Z"}}) == set()
	_deny({"stringData": {"identity": "-----BEGIN CERTIFICATE-----"}}) == set()
	_deny({"stringData": {"authorized": "ssh-ed25519 AAAA deploy7"}}) == set()
}

test_encrypted if {
	_deny({"stringData": {"password": "hunter2"}, "sops": {"mac": "x"}}) == set()
}

test_name_is_no_text if {
	every name in [123, true, null, ["db"], {"a": 1}] {
		{d.msg | some d in _deny({"metadata": {"name": name}, "stringData": {"pin": 12345678}})} == {
			`Secret holds the value of "pin" in clear`,
		}
	}
	count(_deny({"metadata": null, "stringData": {"pin": 12345678}})) == 1
}
