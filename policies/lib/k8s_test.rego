package gatecheck.lib.k8s_test

import data.gatecheck.lib.k8s

_object(version, kind, above) := json.patch(
	{"apiVersion": version, "kind": kind, "metadata": {"name": "web", "namespace": "shop"}},
	[{"op": "add", "path": path, "value": value} | some [path, value] in above],
)

_spec := {
	"securityContext": {"runAsNonRoot": true, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}, "fsGroup": 7},
	"initContainers": [{"name": "prepare"}, {"name": "proxy", "restartPolicy": "Always"}],
	"containers": [
		{"name": "web", "image": "nginx", "securityContext": {"runAsUser": 0, "runAsNonRoot": null, "privileged": true}},
		{"image": 7, "resources": {"limits": {"cpu": 1}, "requests": null}},
		"not a container",
	],
	"ephemeralContainers": [{"name": "debug"}],
}

_deployment := _object("apps/v1", "Deployment", [["/spec", {"template": {
	"metadata": {"labels": {"app": "web"}, "annotations": {"a": "b"}},
	"spec": _spec,
}}]])

test_pod if {
	pod := k8s.pod with input as _deployment
	pod.at == ["spec", "template", "spec"]
	pod.labels == {"app": "web"}
	pod.annotations == {"a": "b"}
	pod.os == "linux"
	pod.owner == {"kind": "Deployment", "name": "web", "namespace": "shop"}
}

test_carriers if {
	every case in [
		["v1", "Pod", ["spec"], {"spec": {}}],
		["batch/v1", "CronJob", ["spec", "jobTemplate", "spec", "template", "spec"], {"spec": {"jobTemplate": {"spec": {"template": {"spec": {}}}}}}],
		["v1", "PodTemplate", ["template", "spec"], {"template": {"spec": {}}}],
		["keda.sh/v1alpha1", "ScaledJob", ["spec", "jobTargetRef", "template", "spec"], {"spec": {"jobTargetRef": {"template": {"spec": {}}}}}],
		["serving.knative.dev/v1", "Revision", ["spec"], {"spec": {}}],
	] {
		pod := k8s.pod with input as object.union(case[3], {"apiVersion": case[0], "kind": case[1]})
		pod.at == case[2]
	}
}

test_odd_documents if {
	every odd in [{}, {"apiVersion": 1, "kind": []}, {"apiVersion": "v1"}] {
		containers := k8s.containers with input as odd
		containers == []
	}
}

test_windows if {
	pod := k8s.pod with input as _object("v1", "Pod", [["/spec", {"os": {"name": "windows"}, "containers": []}]])
	pod.os == "windows"
}

test_nothing_runs if {
	not k8s.pod with input as _object("v1", "ConfigMap", [])
	not k8s.pod with input as _object("v1", "Pod", [["/spec", "text"]])
	containers := k8s.containers with input as _object("v1", "Service", [["/spec", {"ports": []}]])
	containers == []
	listless := k8s.containers with input as _object("v1", "Pod", [["/spec", {"containers": {"name": "x"}}]])
	listless == []
	odd := k8s.containers with input as _object("v1", "Pod", [["/spec", {"initContainers": ["x", null, []]}]])
	odd == []
}

test_containers if {
	containers := k8s.containers with input as _deployment
	[[c.name, c.kind] | some c in containers] == [
		["prepare", "init"], ["proxy", "sidecar"], ["web", "container"], ["#1", "container"], ["debug", "ephemeral"],
	]
	containers[2].at == ["spec", "template", "spec", "containers", 0]
	containers[2].image == "nginx"
	containers[3].image == ""
	containers[3].resources == {"limits": {"cpu": 1}, "requests": {}}
	containers[2].raw.image == "nginx"
}

test_effective if {
	containers := k8s.containers with input as _deployment
	containers[2].effective == {
		"runAsUser": 0, "runAsNonRoot": true, "privileged": true, "seccompProfile": {"type": "RuntimeDefault"},
	}
	at := ["spec", "template", "spec"]
	containers[2].from == {
		"runAsUser": array.concat(at, ["containers", 0, "securityContext", "runAsUser"]),
		"privileged": array.concat(at, ["containers", 0, "securityContext", "privileged"]),
		"runAsNonRoot": array.concat(at, ["securityContext", "runAsNonRoot"]),
		"seccompProfile": array.concat(at, ["securityContext", "seccompProfile"]),
	}
}

# A container's own profile replaces the pod's as a whole.
test_no_deep_merge if {
	containers := k8s.containers with input as _object("v1", "Pod", [["/spec", {
		"securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": "a"}},
		"containers": [{"name": "a", "securityContext": {"seccompProfile": {"type": "Unconfined"}}}],
	}]])
	containers[0].effective == {"seccompProfile": {"type": "Unconfined"}}
}

test_workflow if {
	spec := {
		"securityContext": {"runAsNonRoot": true, "runAsUser": 5},
		"templates": [
			{"name": "a", "securityContext": {"runAsUser": 6}, "container": {"image": "x"}, "sidecars": [{"name": "s"}]},
			{"name": "b", "script": {"image": "y"}, "initContainers": [{"name": "i"}]},
			{"name": "c", "containerSet": {"containers": [{"name": "z"}]}},
		],
	}
	containers := k8s.containers with input as _object("argoproj.io/v1alpha1", "Workflow", [["/spec", spec]])
	[[c.at, c.kind] | some c in containers] == [
		[["spec", "templates", 0, "container"], "container"],
		[["spec", "templates", 0, "sidecars", 0], "sidecar"],
		[["spec", "templates", 1, "script"], "container"],
		[["spec", "templates", 1, "initContainers", 0], "init"],
		[["spec", "templates", 2, "containerSet", "containers", 0], "container"],
	]
	[c.name | some c in containers] == ["a", "s", "b", "i", "z"]
	containers[0].effective == {"runAsNonRoot": true, "runAsUser": 6}
	containers[0].from.runAsUser == ["spec", "templates", 0, "securityContext", "runAsUser"]
	containers[2].effective == {"runAsNonRoot": true, "runAsUser": 5}
	cron := k8s.containers with input as _object("argoproj.io/v1alpha1", "CronWorkflow", [["/spec", {"workflowSpec": spec}]])
	cron[0].at == ["spec", "workflowSpec", "templates", 0, "container"]
}

# What is handed over is what would be derived.
test_view if {
	view := k8s.view with input as _deployment
	object.keys(view) == {"pod", "containers"}
	given := k8s.containers with input as {"__gatecheck": {"view": {"pod": {}, "containers": ["given"]}}}
	given == ["given"]
	pod := k8s.pod with input as {"__gatecheck": {"view": {"pod": {"at": []}, "containers": []}}}
	pod == {"at": []}
	empty := k8s.view with input as _object("v1", "ConfigMap", [])
	empty == {"containers": []}
}

test_windows_nodes if {
	pod := k8s.pod with input as _object("v1", "Pod", [["/spec", {"nodeSelector": {"kubernetes.io/os": "windows"}}]])
	pod.os == "windows"
	odd := k8s.pod with input as _object("v1", "Pod", [["/spec", {"nodeSelector": null, "os": null}]])
	odd.os == "linux"
}

test_workload if {
	named := k8s.workload with input as _deployment
	named == `Deployment "web"`
	generated := k8s.workload with input as {"apiVersion": "v1", "kind": "Pod", "spec": {}}
	generated == "Pod"
}

test_whole if {
	k8s.is_whole({"raw": {"name": "a", "image": "b"}})
	not k8s.is_whole({"raw": {"name": "a"}})
	not k8s.is_whole({"raw": {"name": "a", "image": null}})
}

test_security_contexts if {
	contexts := k8s.security_contexts with input as _object("v1", "Pod", [["/spec", {
		"securityContext": {"fsGroup": 7, "runAsUser": null},
		"containers": [{"name": "a", "securityContext": {"privileged": true}}, {"name": "b", "securityContext": "text"}],
	}]])
	contexts == [
		{"at": ["spec", "securityContext"], "fields": {"fsGroup": 7}, "of": `Pod "web"`},
		{
			"at": ["spec", "containers", 0, "securityContext"],
			"fields": {"privileged": true},
			"of": `container "a"`,
		},
		{"at": ["spec", "containers", 1, "securityContext"], "fields": {}, "of": `container "b"`},
	]
	none := k8s.security_contexts with input as _object("v1", "ConfigMap", [])
	none == []
}

test_volumes if {
	volumes := k8s.volumes with input as _object("v1", "Pod", [["/spec", {
		"volumes": [{"name": "a", "emptyDir": {}}, "not a volume", {"hostPath": null}],
	}]])
	volumes == [
		{"name": "a", "at": ["spec", "volumes", 0], "raw": {"name": "a", "emptyDir": {}}},
		{"name": "", "at": ["spec", "volumes", 2], "raw": {"hostPath": null}},
	]
}

test_workflow_templates_have_their_own if {
	workflow := _object("argoproj.io/v1alpha1", "Workflow", [["/spec", {
		"volumes": [{"name": "all"}],
		"templates": [{"securityContext": {"runAsUser": 5}, "volumes": [{"name": "own"}]}, "not a template"],
	}]])
	volumes := k8s.volumes with input as workflow
	[volume.at | some volume in volumes] == [["spec", "volumes", 0], ["spec", "templates", 0, "volumes", 0]]
	contexts := k8s.security_contexts with input as workflow
	[context.at | some context in contexts] == [
		["spec", "securityContext"], ["spec", "templates", 0, "securityContext"],
	]
}
