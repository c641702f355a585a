# Pods and their containers, whatever kind of Kubernetes object carries them.
#
# `pod` is undefined for an object that runs nothing, and `containers` is then empty:
#   pod.at          the route of the pod spec
#   pod.spec        the pod spec
#   pod.labels      its labels
#   pod.annotations its annotations
#   pod.os          linux unless the spec says windows, by name or by the nodes it selects
#   pod.owner       {kind, name, namespace} of the object
#   container.name      its name, or that of its workflow template, or #<index>
#   container.image     its image, or ""
#   container.kind      container, init, sidecar (an init container that stays) or ephemeral
#   container.at        its route
#   container.raw       the container as written
#   container.effective its security context with what it inherits from the pod
#   container.from      of each field of `effective` the route where it is written
#   container.resources {requests, limits}, both always mappings
#   container.os        the pod's
# `security_contexts` are the places for a security context, the pod's first; `volumes` are the pod's.
package gatecheck.lib.k8s

# What is derived from a document, computed once and then handed to all policies.
view := object.union({"containers": _containers}, {k: v | k := "pod"; v := _pod})

pod := input.__gatecheck.view.pod

pod := _pod if not input.__gatecheck.view

containers := input.__gatecheck.view.containers

containers := _containers if not input.__gatecheck.view

# The object for messages: Deployment "web".
workload := sprintf("%s %q", [pod.owner.kind, pod.owner.name]) if pod.owner.name != ""

workload := pod.owner.kind if pod.owner.name == ""

# Whether the container is written whole. A patch names a container and says only what it changes, so what
# is missing there may well be said elsewhere.
is_whole(container) if object.get(container.raw, "image", null) != null

# Every place for a security context, from the pod down to its containers:
#   context.at      its route, whether it is there or not
#   context.fields  its fields that are not null
#   context.of      whose it is, for messages: Deployment "web", or container "web"
security_contexts := array.concat(
	[context |
		some holder in _pods
		context := _context(holder, workload)
	],
	[context |
		some c in containers
		context := _context(c, sprintf("container %q", [c.name]))
	],
)

_context(holder, of) := {
	"at": array.concat(holder.at, ["securityContext"]),
	"fields": _fields(holder.raw, "securityContext"),
	"of": of,
}

# The volumes: {name, at, raw} each.
volumes := [volume |
	some holder in _pods
	some i, raw in _list(object.get(holder.raw, "volumes", []))
	is_object(raw)
	at := array.concat(holder.at, ["volumes", i])
	volume := {"name": _text(object.get(raw, "name", "")), "at": at, "raw": raw}
]

# What says something about pods: the pod spec, and a workflow's templates, which add to it.
_pods := array.concat([{"at": pod.at, "raw": pod.spec} | pod.at], [holder |
	_is_workflow
	some i, template in _list(object.get(pod.spec, "templates", []))
	is_object(template)
	holder := {"at": array.concat(pod.at, ["templates", i]), "raw": template}
])

# Where each kind keeps what it makes pods from; the route ends before `spec`. The program's own list
# (route_match.rs) is held equal by a test.
_carriers := {
	["", "Pod"]: [],
	["", "PodTemplate"]: ["template"],
	["", "ReplicationController"]: ["spec", "template"],
	["apps", "Deployment"]: ["spec", "template"],
	["apps", "StatefulSet"]: ["spec", "template"],
	["apps", "DaemonSet"]: ["spec", "template"],
	["apps", "ReplicaSet"]: ["spec", "template"],
	["extensions", "Deployment"]: ["spec", "template"],
	["extensions", "DaemonSet"]: ["spec", "template"],
	["extensions", "ReplicaSet"]: ["spec", "template"],
	["batch", "Job"]: ["spec", "template"],
	["batch", "CronJob"]: ["spec", "jobTemplate", "spec", "template"],
	["argoproj.io", "Rollout"]: ["spec", "template"],
	["argoproj.io", "Workflow"]: [],
	["argoproj.io", "WorkflowTemplate"]: [],
	["argoproj.io", "ClusterWorkflowTemplate"]: [],
	["argoproj.io", "CronWorkflow"]: ["spec", "workflowSpec"],
	["serving.knative.dev", "Service"]: ["spec", "template"],
	["serving.knative.dev", "Configuration"]: ["spec", "template"],
	["serving.knative.dev", "Revision"]: [],
	["apps.openshift.io", "DeploymentConfig"]: ["spec", "template"],
	["apps.kruise.io", "CloneSet"]: ["spec", "template"],
	["apps.kruise.io", "StatefulSet"]: ["spec", "template"],
	["apps.kruise.io", "DaemonSet"]: ["spec", "template"],
	["apps.kruise.io", "BroadcastJob"]: ["spec", "template"],
	["keda.sh", "ScaledJob"]: ["spec", "jobTargetRef", "template"],
}

_version := _text(object.get(input, "apiVersion", ""))

_object_kind := _text(object.get(input, "kind", ""))

# The core group has no name and no slash.
_group := regex.replace(_version, `/?[^/]*$`, "")

_base := _carriers[[_group, _object_kind]]

_is_workflow if {
	_group == "argoproj.io"
	endswith(trim_suffix(_object_kind, "Template"), "Workflow")
}

# A CronWorkflow keeps the workflow's spec where others keep the object around it.
_pod_at := _base if _object_kind == "CronWorkflow"

_pod_at := array.concat(_base, ["spec"]) if _object_kind != "CronWorkflow"

_pod := {
	"at": _pod_at,
	"spec": spec,
	"labels": _mapping(object.get(input, array.concat(_base, ["metadata", "labels"]), {})),
	"annotations": _mapping(object.get(input, array.concat(_base, ["metadata", "annotations"]), {})),
	"os": _os(spec),
	"owner": {
		"kind": _object_kind,
		"name": _text(object.get(input, ["metadata", "name"], "")),
		"namespace": _text(object.get(input, ["metadata", "namespace"], "")),
	},
} if {
	spec := object.get(input, _pod_at, null)
	is_object(spec)
}

_os(spec) := "windows" if {
	object.get(spec, ["os", "name"], "") == "windows"
} else := "windows" if {
	object.get(spec, ["nodeSelector", "kubernetes.io/os"], "") == "windows"
} else := "linux"

_containers := [container |
	some place in _places
	raw := place.raw
	is_object(raw)
	own := {"rank": 2, "at": array.concat(place.at, ["securityContext"]), "fields": _fields(raw, "securityContext")}
	layers := array.concat(place.layers, [own])
	fields := {key: {"value": value, "at": array.concat(layer.at, [key])} |
		some layer in layers
		some key, value in layer.fields
		_reaches(layer, key)
		not _overridden(layers, layer.rank, key)
	}
	container := {
		"name": _name(raw, place),
		"image": _text(object.get(raw, "image", "")),
		"kind": place.kind,
		"at": place.at,
		"raw": raw,
		"effective": {key: field.value | some key, field in fields},
		"from": {key: field.at | some key, field in fields},
		"resources": {
			"requests": _mapping(object.get(raw, ["resources", "requests"], {})),
			"limits": _mapping(object.get(raw, ["resources", "limits"], {})),
		},
		"os": _pod.os,
	}
]

# What a container takes from its pod when it does not say itself. The rest exists on one of them only.
_inheritable := {
	"runAsUser", "runAsGroup", "runAsNonRoot", "seLinuxOptions",
	"seccompProfile", "appArmorProfile", "windowsOptions",
}

# A container's own fields all count; of those above it only some.
_reaches(layer, _) if layer.rank == 2

_reaches(layer, key) if {
	layer.rank < 2
	key in _inheritable
}

# Whether a nearer security context, of higher rank, says the same field.
_overridden(layers, rank, key) if {
	some nearer in layers
	nearer.rank > rank
	object.get(nearer.fields, key, null) != null
}

# The fields of a mapping that say something: null is as good as absent.
_fields(holder, key) := {k: v | some k, v in _mapping(object.get(holder, key, {})); v != null}

_pod_layer := {"rank": 0, "at": array.concat(_pod.at, ["securityContext"]), "fields": _fields(_pod.spec, "securityContext")}

# Every place that holds a container, in the order of the lists.
_places := array.concat(
	[place |
		not _is_workflow
		some list in ["initContainers", "containers", "ephemeralContainers"]
		some i, raw in _list(object.get(_pod.spec, list, []))
		place := {
			"at": array.concat(_pod.at, [list, i]),
			"raw": raw,
			"kind": _kind(list, raw),
			"layers": [_pod_layer],
		}
	],
	_workflow_places,
)

# A workflow's templates each run a pod of their own.
_workflow_places := [place |
	_is_workflow
	some i, template in _list(object.get(_pod.spec, "templates", []))
	is_object(template)
	at := array.concat(_pod.at, ["templates", i])
	layer := {"rank": 1, "at": array.concat(at, ["securityContext"]), "fields": _fields(template, "securityContext")}
	some found in _template_places(template)
	place := {
		"at": array.concat(at, found.at),
		"raw": found.raw,
		"kind": found.kind,
		"layers": [_pod_layer, layer],
		"template": _text(object.get(template, "name", "")),
	}
]

_template_places(template) := array.concat(
	[{"at": [key], "raw": template[key], "kind": "container"} | some key in ["container", "script"]; template[key]],
	[{"at": array.concat(path, [i]), "raw": raw, "kind": kind} |
		some [path, kind] in [
			[["containerSet", "containers"], "container"],
			[["initContainers"], "init"],
			[["sidecars"], "sidecar"],
		]
		some i, raw in _list(object.get(template, path, []))
	],
)

_kind("containers", _) := "container"

_kind("ephemeralContainers", _) := "ephemeral"

_kind("initContainers", raw) := "sidecar" if {
	raw.restartPolicy == "Always"
} else := "init"

_name(raw, place) := raw.name if {
	is_string(raw.name)
} else := place.template if {
	object.get(place, "template", "") != ""
} else := sprintf("#%v", [place.at[count(place.at) - 1]])

_mapping(value) := value if is_object(value)

_mapping(value) := {} if not is_object(value)

_list(value) := value if is_array(value)

_list(value) := [] if not is_array(value)

_text(value) := value if is_string(value)

_text(value) := "" if not is_string(value)
