package gatecheck.k8s.probe_host_test

import data.gatecheck.k8s.probe_host

_denials(container) := d if {
	spec := {"containers": [object.union({"name": "a"}, container)]}
	d := probe_host.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

test_probe if {
	at := ["spec", "containers", 0, "livenessProbe", "httpGet", "host"]
	_denials({"livenessProbe": {"httpGet": {"host": "127.0.0.1", "port": 80}}}) == {{
		"msg": `container "a" has its livenessProbe.httpGet sent to "127.0.0.1"`,
		"at": at,
		"fix": {"title": "send it to the pod", "ops": [{"op": "remove", "at": at}]},
	}}
}

test_hook if {
	some denial in _denials({"lifecycle": {"preStop": {"tcpSocket": {"host": "db", "port": 80}}}})
	denial.msg == `container "a" has its lifecycle.preStop.tcpSocket sent to "db"`
}

test_others if {
	_denials({"livenessProbe": {"httpGet": {"host": "", "port": 80}}}) == set()
	_denials({
		"livenessProbe": {"httpGet": {"port": 80, "httpHeaders": [{"name": "Host", "value": "a"}]}},
	}) == set()
	_denials({"livenessProbe": null, "lifecycle": {"preStop": null}}) == set()
}
