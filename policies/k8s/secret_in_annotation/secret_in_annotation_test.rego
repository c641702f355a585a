package gatecheck.k8s.secret_in_annotation_test

import data.gatecheck.k8s.secret_in_annotation

_deny(metadata) := denied if {
	denied := secret_in_annotation.deny with input as {
		"apiVersion": "v1",
		"kind": "Secret",
		"metadata": metadata,
	}
}

_applied := "kubectl.kubernetes.io/last-applied-configuration"

test_last_applied if {
	at := ["metadata", "annotations", _applied]
	_deny({"annotations": {_applied: `{"kind":"Secret","data":{"a":"aHVudGVyMg=="}}`}}) == {{
		"msg": concat(" ", ["annotation", _applied, "keeps the values of a Secret"]),
		"at": at,
		"fix": {"title": "delete the annotation", "ops": [{"op": "remove", "at": at}]},
	}}
	count(_deny({"annotations": {_applied: `{"kind":"Secret","stringData":{"a":"b"}}`}})) == 1
}

test_last_applied_of_other_things if {
	_deny({"annotations": {_applied: `{"kind":"Pod","data":{"a":"b"}}`}}) == set()
	_deny({"annotations": {_applied: `{"kind":"Secret","data":{"a":""}}`}}) == set()
	_deny({"annotations": {_applied: `{"kind":"Secret"}`}}) == set()
	_deny({"annotations": {_applied: "[]"}}) == set()
	_deny({"annotations": {_applied: "no json"}}) == set()
	_deny({"annotations": {_applied: 7}}) == set()
}

test_values if {
	_deny({"annotations": {"shop.example.com/api-token": "9f8e7d6c"}}) == {{
		"msg": "the annotation shop.example.com/api-token holds a secret in clear",
		"at": ["metadata", "annotations", "shop.example.com/api-token"],
	}}
	_deny({"labels": {"password": "hunter2"}}) == {{
		"msg": "the label password holds a secret in clear",
		"at": ["metadata", "labels", "password"],
	}}
}

test_silent if {
	_deny({}) == set()
	_deny({"annotations": null, "labels": []}) == set()
	_deny({"annotations": {"nginx.ingress.kubernetes.io/auth-secret": "basic-auth-2"}}) == set()
	_deny({"annotations": {"a/token": "shop/robot", "b/password": "", "c/token": 7}}) == set()
	_deny({"annotations": {"a/token-ttl": "10m7"}}) == set()
}

test_applied_data_is_no_mapping if {
	every applied in [`{"kind":"Secret","data":7}`, `{"kind":"Secret","data":null}`, `{"kind":"Secret","data":true}`] {
		_deny({"annotations": {_applied: applied}}) == set()
	}
}
