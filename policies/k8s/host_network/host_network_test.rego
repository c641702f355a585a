package gatecheck.k8s.host_network_test

import data.gatecheck.k8s.host_network

_denials(spec) := d if {
	d := host_network.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"metadata": {"name": "p"},
		"spec": spec,
	}
}

test_true if {
	_denials({"hostNetwork": true, "containers": []}) == {{
		"msg": `Pod "p" shares the network of its node: hostNetwork is true`,
		"at": ["spec", "hostNetwork"],
		"fix": {
			"title": "use a network of its own",
			"ops": [{"op": "remove", "at": ["spec", "hostNetwork"]}],
		},
	}}
}

test_not_true if {
	_denials({"hostNetwork": false, "containers": []}) == set()
	_denials({"hostNetwork": "true", "containers": []}) == set()
	_denials({"containers": []}) == set()
}

test_its_dns_policy_goes_too if {
	some denial in _denials({"hostNetwork": true, "dnsPolicy": "ClusterFirstWithHostNet"})
	denial.fix.ops == [
		{"op": "remove", "at": ["spec", "hostNetwork"]},
		{"op": "remove", "at": ["spec", "dnsPolicy"]},
	]
}

test_another_dns_policy_stays if {
	some denial in _denials({"hostNetwork": true, "dnsPolicy": "Default"})
	count(denial.fix.ops) == 1
}
