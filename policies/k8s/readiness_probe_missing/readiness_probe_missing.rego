# METADATA
# title: Container gets traffic before it is ready
# description: |
#   A Service sends requests to every pod that is ready, and without a readiness probe a container
#   counts as ready as soon as it runs: requests fail while it starts, and on every update. Add a
#   readiness probe to the container that the Service sends to. Services and workloads are held
#   together by labels within one folder and namespace.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
# custom:
#   severity: medium
#   category: limits
#   kinds: [kubernetes]
#   match:
#     - {group: "", kind: Service}
#     - {group: "", kind: Pod}
#     - {group: "", kind: ReplicationController}
#     - {group: apps, kind: Deployment}
#     - {group: apps, kind: StatefulSet}
#     - {group: apps, kind: DaemonSet}
#     - {group: apps, kind: ReplicaSet}
#     - {group: extensions}
#     - {group: argoproj.io, kind: Rollout}
#     - {group: apps.openshift.io, kind: DeploymentConfig}
#     - {group: apps.kruise.io}
#   scope: project
#   facts:
#     - kind
#     - metadata.name
#     - metadata.namespace
#     - metadata.labels
#     - spec.selector
#     - spec.ports
#     - spec.publishNotReadyAddresses
#     - spec.containers.*.name
#     - spec.containers.*.image
#     - spec.containers.*.ports
#     - spec.containers.*.readinessProbe
#     - spec.template.metadata.labels
#     - spec.template.spec.containers.*.name
#     - spec.template.spec.containers.*.image
#     - spec.template.spec.containers.*.ports
#     - spec.template.spec.containers.*.readinessProbe
#   since: 0.1.0
#   peers: [
#     CKV_K8S_9, C-0018, "kube-linter:no-readiness-probe", "polaris:readinessProbeMissing",
#     "kube-score:pod-probes"]
package gatecheck.k8s.readiness_probe_missing

deny contains {
	"document": workload.document,
	"msg": sprintf(
		"container %q gets traffic of %s before it is ready: it has no readiness probe",
		[_name(container, i), first.label],
	),
	"at": array.concat(workload.at, ["containers", i, "readinessProbe"]),
	"related": [{
		"document": service.document,
		"at": ["spec", "selector"],
		"msg": "this Service sends to it",
	} |
		some service in senders
	],
} if {
	some workload in _workloads
	some i, container in workload.containers
	object.get(container, "readinessProbe", null) == null
	senders := [service |
		some service in _services[workload.home]
		_selects(service.selector, workload.labels)
		i in _served(service, workload)
	]
	first := senders[0]
}

# Where objects belong together: one folder, one namespace.
_home(document) := [
	regex.replace(document.path, `[^/]*$`, ""),
	object.get(document.facts, ["metadata", "namespace"], ""),
]

# The Services that wait for readiness, by their home.
_services[home] contains service if {
	some i, document in input.documents
	document.facts.kind == "Service"
	object.get(document.facts, ["spec", "publishNotReadyAddresses"], false) != true
	selector := object.get(document.facts, ["spec", "selector"], null)
	is_object(selector)
	count(selector) > 0
	home := _home(document)
	service := {
		"document": i,
		"label": _label(object.get(document.facts, ["metadata", "name"], null)),
		"selector": selector,
		"ports": _list(object.get(document.facts, ["spec", "ports"], [])),
	}
}

_label(name) := sprintf("Service %q", [name]) if is_string(name)

_label(name) := "a Service" if not is_string(name)

_name(container, i) := sprintf("#%v", [i]) if not is_string(object.get(container, "name", null))

_name(container, _) := container.name if is_string(container.name)

_workloads := [workload |
	some i, document in input.documents
	shape := _shapes[document.facts.kind]
	containers := _list(object.get(document.facts, array.concat(shape.at, ["containers"]), []))
	whole := [c | some c in containers; is_object(c); object.get(c, "image", "") != ""]

	# A patch of a workload holds containers without an image.
	count(whole) == count(containers)
	workload := {
		"document": i,
		"home": _home(document),
		"at": shape.at,
		"labels": object.get(document.facts, shape.labels, {}),
		"containers": containers,
	}
]

_template := {
	"at": ["spec", "template", "spec"],
	"labels": ["spec", "template", "metadata", "labels"],
}

_shapes := {
	"Pod": {"at": ["spec"], "labels": ["metadata", "labels"]},
	"ReplicationController": _template,
	"Deployment": _template,
	"StatefulSet": _template,
	"DaemonSet": _template,
	"ReplicaSet": _template,
	"Rollout": _template,
	"DeploymentConfig": _template,
	"CloneSet": _template,
}

_selects(selector, labels) if {
	is_object(labels)
	count({key | some key, value in selector; object.get(labels, key, null) != value}) == 0
}

# The containers that a Service sends to: those that declare its port. Where none does it is the
# only one, or, among several, the first, unless any has a probe: it may be the one.
_served(service, workload) := served if {
	served := _declaring(service, workload)
	count(served) > 0
}

_served(service, workload) := {0} if {
	count(_declaring(service, workload)) == 0
	count([c | some c in workload.containers; object.get(c, "readinessProbe", null) != null]) == 0
}

_declaring(service, workload) := {i |
	some port in service.ports
	is_object(port)
	target := object.get(port, "targetPort", object.get(port, "port", null))
	some i, container in workload.containers
	some declared in _list(object.get(container, "ports", []))
	is_object(declared)
	target in {object.get(declared, "name", ""), object.get(declared, "containerPort", 0)}
}

_list(value) := value if is_array(value)

_list(value) := [] if not is_array(value)
