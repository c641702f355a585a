package gatecheck.lib.k8s_image_test

import data.gatecheck.lib.k8s_image

_found(object) := [[i.of, i.at, i.ref.ref, i.name, i.policy, i.policy_at] |
	images := k8s_image.images with input as object
	some i in images
]

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_containers_and_volumes if {
	_found(_pod({
		"initContainers": [
			{"name": "a", "image": "host:5000/x:1@sha256:0", "imagePullPolicy": "Never"},
		],
		"containers": [
			{"name": "b", "image": "y:", "imagePullPolicy": null},
			{"name": "c"},
			{"name": "d", "image": " "},
		],
		"volumes": [
			{"name": "data", "image": {"reference": "z:2", "pullPolicy": "Always"}},
			{"image": {"reference": "z"}},
			{"name": "odd", "image": {"reference": 3}},
			{"name": "bare", "image": {}},
			{"name": "scratch", "emptyDir": {}},
		],
	})) == [
		[
			`container "a"`, ["spec", "initContainers", 0, "image"], "host:5000/x:1@sha256:0",
			"host:5000/x",
			"Never", ["spec", "initContainers", 0, "imagePullPolicy"],
		],
		[
			`container "b"`,
			["spec", "containers", 0, "image"],
			"y:",
			"y",
			"",
			["spec", "containers", 0, "imagePullPolicy"],
		],
		[
			`volume "data"`, ["spec", "volumes", 0, "image", "reference"], "z:2", "z",
			"Always", ["spec", "volumes", 0, "image", "pullPolicy"],
		],
		[
			`volume "#1"`, ["spec", "volumes", 1, "image", "reference"], "z", "z",
			"", ["spec", "volumes", 1, "image", "pullPolicy"],
		],
	]
}

test_odd_volumes if _found(_pod({"volumes": {"a": 1}, "containers": []})) == []

test_ko if _found(_pod({"containers": [{"name": "a", "image": "ko://example.com/cmd/a"}]})) == []

test_image_streams if {
	_found({
		"apiVersion": "apps.openshift.io/v1",
		"kind": "DeploymentConfig",
		"spec": {
			"triggers": [
				{"type": "ConfigChange"},
				{
					"type": "ImageChange",
					"imageChangeParams": {"automatic": true, "containerNames": ["a"]},
				},
			],
			"template": {"spec": {"containers": [{"name": "a", "image": "x"}]}},
		},
	}) == []
	_found({
		"apiVersion": "apps/v1",
		"kind": "Deployment",
		"metadata": {
			"annotations": {
				"image.openshift.io/triggers": `[{"from":{"kind":"ImageStreamTag","name":"x:1"},"fieldPath":"spec.template.spec.containers[?(@.name==\"a\")].image"}]`,
			},
		},
		"spec": {"template": {"spec": {"containers": [{"name": "a", "image": "x"}]}}},
	}) == []
}

test_written if {
	images := k8s_image.written with input as _pod(
		{"containers": [{"name": "a", "image": "x:${TAG}"}, {"name": "b", "image": "x"}]},
	)
	[i.of | some i in images] == [`container "b"`]
}

test_what_is_no_text if {
	every name in [123, true, null, ["data"]] {
		found := _found(_pod({"volumes": ["odd", 7, null, {"name": name, "image": {"reference": "z:2"}}]}))
		[of | some [of, _, _, _, _, _] in found] == [`volume "#3"`]
	}
	every value in [123, true, null, "odd", ["odd"], [{"type": "ImageChange", "imageChangeParams": {"containerNames": 7}}]] {
		images := k8s_image.images with input as {
			"apiVersion": "apps.openshift.io/v1",
			"kind": "DeploymentConfig",
			"metadata": {"annotations": {"image.openshift.io/triggers": value}},
			"spec": {"triggers": value, "template": {"spec": {"containers": [{"name": "a", "image": "x:1"}]}}},
		}
		count(images) == 1
	}
}
