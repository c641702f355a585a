package gatecheck.k8s.image_unrendered_test

import data.gatecheck.k8s.image_unrendered

_denied(image) := denied if {
	denied := image_unrendered.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": image}]},
	}
}

_in_workflow(image) := denied if {
	denied := image_unrendered.deny with input as {
		"apiVersion": "argoproj.io/v1alpha1",
		"kind": "WorkflowTemplate",
		"spec": {"templates": [{"name": "a", "container": {"name": "web", "image": image}}]},
	}
}

test_placeholders if {
	_denied("{{ .Values.image }}") == {{
		"msg": `the image of container "web" is not filled in: "{{ .Values.image }}"`,
		"at": ["spec", "containers", 0, "image"],
	}}
	every image in [
		"web:${TAG}", "$(REGISTRY)/web:1", "$IMAGE", "web:<version>", "{{image}}:{{tag}}",
	] {
		count(_denied(image)) == 1
	}
}

test_written if {
	every image in ["web:1", "", null, "ko://example.com/web"] {
		_denied(image) == set()
	}
}

test_workflows if {
	_in_workflow("{{inputs.parameters.image}}:{{workflow.parameters.tag}}") == set()
	count(_in_workflow("web:${TAG}")) == 1
	count(_in_workflow("{{inputs.parameters.image}}:$TAG")) == 1
}
