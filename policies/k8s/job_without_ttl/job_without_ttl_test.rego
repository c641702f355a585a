package gatecheck.k8s.job_without_ttl_test

import data.gatecheck.k8s.job_without_ttl

_job(spec) := {
	"apiVersion": "batch/v1",
	"kind": "Job",
	"metadata": {"name": "migrate"},
	"spec": spec,
}

_denied(job) := messages if {
	denials := job_without_ttl.deny with input as job
	messages := {denial.msg | some denial in denials}
}

test_without_ttl if {
	_denied(_job({"template": {}})) == {
		"Job \"migrate\" is never removed after it has finished: ttlSecondsAfterFinished is not set",
	}
}

test_null_is_no_ttl if count(_denied(_job({"ttlSecondsAfterFinished": null}))) == 1

test_with_ttl if count(_denied(_job({"ttlSecondsAfterFinished": 0}))) == 0

test_without_a_name if {
	_denied({"kind": "Job", "metadata": {"generateName": "migrate-"}, "spec": {}}) == {
		"Job is never removed after it has finished: ttlSecondsAfterFinished is not set",
	}
}

test_hooks if {
	every name in {"helm.sh/hook", "argocd.argoproj.io/hook"} {
		job := object.union(_job({}), {"metadata": {"annotations": {name: "pre-upgrade"}}})
		count(_denied(job)) == 0
	}
}

test_values_of_the_wrong_type if {
	count(_denied(_job("x"))) == 0
	count(_denied({"kind": "Job", "metadata": "x", "spec": {}})) == 1
	count(_denied({"kind": "Job", "metadata": {"name": 1, "annotations": ["helm.sh/hook"]}, "spec": {}})) == 1
}
