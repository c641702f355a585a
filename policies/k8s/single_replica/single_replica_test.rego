package gatecheck.k8s.single_replica_test

import data.gatecheck.k8s.single_replica

_denied(spec) := denied if {
	denied := single_replica.deny with input as {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {"name": "web"},
		"spec": object.union({"template": {"spec": {"containers": [{"image": "web:1"}]}}}, spec),
	}
}

_expected(applicability) := {{
	"msg": `Deployment "web" runs 1 of at least 2 replicas`,
	"at": ["spec", "replicas"],
	"fix": {
		"title": "run 2 replicas",
		"ops": [{"op": "set", "at": ["spec", "replicas"], "value": 2}],
		"applicability": applicability,
	},
}}

test_one if _denied({"replicas": 1}) == _expected("unsafe")

test_left_out if {
	_denied({}) == _expected("manual")
	_denied({"replicas": null}) == _expected("manual")
}

test_enough if {
	every spec in [
		{"replicas": 2}, {"replicas": 0}, {"replicas": "${N}"},
		{"strategy": {"type": "Recreate"}},
	] {
		_denied(spec) == set()
	}
}

test_patch if _denied(
	{"replicas": 1, "template": {"spec": {"containers": [{"name": "a"}]}}},
) == set()

test_minimum if {
	denied := single_replica.deny with input as {
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"spec": {"replicas": 2, "template": {"spec": {"containers": [{"image": "web:1"}]}}},
	} with data.gatecheck.config.k8s.single_replica.minimum as 3
	{d.msg | some d in denied} == {`Deployment runs 2 of at least 3 replicas`}
}

test_name_is_no_text if {
	every name in [123, true, null, ["web"]] {
		denied := single_replica.deny with input as {
			"apiVersion": "apps/v1",
			"kind": "Deployment",
			"metadata": {"name": name},
			"spec": {"template": {"spec": {"containers": [{"image": "web:1"}]}}},
		}
		{d.msg | some d in denied} == {"Deployment runs 1 of at least 2 replicas"}
	}
}
