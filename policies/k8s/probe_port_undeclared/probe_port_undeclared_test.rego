package gatecheck.k8s.probe_port_undeclared_test

import data.gatecheck.k8s.probe_port_undeclared

_denied(container) := denied if {
	denied := probe_port_undeclared.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [object.union({"name": "web", "image": "web:1"}, container)]},
	}
}

_ports := [{"containerPort": 80}, {"name": "http", "containerPort": 8080}]

test_undeclared if {
	_denied({"ports": _ports, "livenessProbe": {"httpGet": {"port": "htpp"}}}) == {{
		"msg": `container "web" declares no port named "htpp", which its livenessProbe asks`,
		"at": ["spec", "containers", 0, "livenessProbe", "httpGet", "port"],
	}}
	{d.at | some d in _denied(
		{"ports": null, "lifecycle": {"preStop": {"httpGet": {"port": "http"}}}},
	)} == {
		["spec", "containers", 0, "lifecycle", "preStop", "httpGet", "port"],
	}
	count(
		_denied(
			{
				"readinessProbe": {"tcpSocket": {"port": "a"}},
				"startupProbe": {"tcpSocket": {"port": "a"}},
			},
		),
	) == 2
}

# A number in quotes is a name, and the API server refuses it as one.
test_quoted_number if count(
	_denied({"ports": _ports, "livenessProbe": {"httpGet": {"port": "8080"}}}),
) == 1

test_declared if {
	every probe in [
		{"httpGet": {"port": "http"}}, {"httpGet": {"port": 9999}}, {"exec": {"command": ["a"]}},
		{"grpc": {"port": 9}}, {"httpGet": {"port": "{{ .port }}"}}, {"httpGet": null}, null,
	] {
		_denied({"ports": _ports, "livenessProbe": probe}) == set()
	}
}

test_patch if _denied({"image": "", "livenessProbe": {"httpGet": {"port": "http"}}}) == set()

test_port_is_no_mapping if {
	every port in [123, true, null, "http", ["http"]] {
		count(_denied({"ports": [port], "livenessProbe": {"httpGet": {"port": "http"}}})) == 1
	}
}
