package gatecheck.k8s.readiness_probe_missing_test

import data.gatecheck.k8s.readiness_probe_missing

_service(above) := {
	"path": "web/service.yaml", "kind": "kubernetes", "part": 0,
	"facts": {"kind": "Service", "metadata": {"name": "front"}, "spec": object.union(
		{"selector": {"app": "web"}, "ports": [{"port": 80}]},
		above,
	)},
}

_workload(labels, containers) := {
	"path": "web/deployment.yaml", "kind": "kubernetes", "part": 0,
	"facts": {"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"template": {
		"metadata": {"labels": labels},
		"spec": {"containers": containers},
	}}},
}

_denied(documents) := denied if {
	denied := readiness_probe_missing.deny with input as {"documents": documents}
}

_places(documents) := {[d.document, d.at[count(d.at) - 2]] | some d in _denied(documents)}

_c(name, above) := object.union({"name": name, "image": "x:1"}, above)

_probed := {"readinessProbe": {"tcpSocket": {"port": 80}}}

test_selected if {
	_denied([_service({}), _workload({"app": "web", "tier": "front"}, [_c("web", {})])]) == {{
		"document": 1,
		"msg": `container "web" gets traffic of Service "front" before it is ready: it has no readiness probe`,
		"at": ["spec", "template", "spec", "containers", 0, "readinessProbe"],
		"related": [{"document": 0, "at": ["spec", "selector"], "msg": "this Service sends to it"}],
	}}
}

test_one_finding_for_many_services if {
	denied := _denied(
		[_workload({"app": "web"}, [_c("web", {})]), _service({}), _service({"ports": null})],
	)
	count(denied) == 1
	some d in denied
	count(d.related) == 2
}

test_not_selected if {
	every service in [
		_service({"selector": {"app": "other"}}), _service({"selector": null}),
		json.patch(_service({}), [{"op": "replace", "path": "/facts/spec/selector", "value": {}}]),
		_service({"publishNotReadyAddresses": true}),
		json.patch(
			_service({}),
			[{"op": "replace", "path": "/path", "value": "other/service.yaml"}],
		),
		json.patch(
			_service({}),
			[{"op": "add", "path": "/facts/metadata/namespace", "value": "other"}],
		),
	] {
		_denied([service, _workload({"app": "web"}, [_c("web", {})])]) == set()
	}
	_denied([_service({}), _workload(null, [_c("web", {})])]) == set()
	_denied(
		[_service({}), {"path": "web/x.yaml", "kind": "kubernetes", "part": 0, "facts": null}],
	) == set()
}

test_the_container_of_the_port if {
	labels := {"app": "web"}
	_places([
		_service({"ports": [{"port": 80, "targetPort": "http"}]}),
		_workload(
			labels,
			[_c("a", {}), _c("b", {"ports": [{"name": "http", "containerPort": 8080}]})],
		),
	]) == {[1, 1]}
	_places([
		_service({"ports": [{"port": 80, "targetPort": 8080}, {"port": 81}]}),
		_workload(
			labels,
			[
				_c("a", {"ports": [{"containerPort": 81}]}),
				_c("b", {"ports": [{"containerPort": 8080}]}),
			],
		),
	]) == {[1, 0], [1, 1]}
	_places([_service({}), _workload(labels, [_c("a", {}), _c("b", {})])]) == {[1, 0]}
	_places([_service({}), _workload(labels, [_c("a", {}), _c("b", _probed)])]) == set()
	_places([_service({}), _workload(labels, [_c("a", _probed)])]) == set()
}

test_patch if _places([_service({}), _workload({"app": "web"}, [{"name": "a"}])]) == set()

test_pod if {
	pod := {
		"path": "web/pod.yaml", "kind": "kubernetes", "part": 0,
		"facts": {
			"kind": "Pod",
			"metadata": {"labels": {"app": "web"}},
			"spec": {"containers": [_c("a", {})]},
		},
	}
	_places([_service({}), pod]) == {[1, 0]}
}

test_what_is_no_text if {
	every name in [123, true, null, ["front"]] {
		named := json.patch(
			_service({"ports": ["odd", 7, null, {"port": 80}]}),
			[{"op": "replace", "path": "/facts/metadata/name", "value": name}],
		)
		workload := _workload({"app": "web"}, [_c(name, {"ports": ["odd", 7, null]})])
		{d.msg | some d in _denied([named, workload])} == {
			"container \"#0\" gets traffic of a Service before it is ready: it has no readiness probe",
		}
	}
}
