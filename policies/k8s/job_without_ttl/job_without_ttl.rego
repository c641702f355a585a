# METADATA
# title: Job stays after it has finished
# description: |
#   Kubernetes keeps a finished Job and its pods until somebody deletes them: the list grows, the API
#   server slows down, and logs with what they tell stay readable. Set ttlSecondsAfterFinished, and both
#   go by themselves. Jobs of a CronJob are left alone, for its history limits remove them; so are hooks
#   of Helm and Argo CD, which have deletion policies of their own. A Job that a GitOps tool applies is
#   applied again as soon as it is gone: make it a hook instead.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
# custom:
#   severity: low
#   category: hygiene
#   kinds: [kubernetes]
#   since: 0.1.0
#   match: [{group: batch, kind: Job}]
#   fix: unsafe
#   opt_in: true
#   peers: ["kube-linter:job-ttl-seconds-after-finished"]
package gatecheck.k8s.job_without_ttl

deny contains {
	"msg": sprintf("%s is never removed after it has finished: ttlSecondsAfterFinished is not set", [_job]),
	"at": ["spec", "ttlSecondsAfterFinished"],
	"fix": {"title": "remove it a day after it has finished", "ops": [
		{"op": "set", "at": ["spec", "ttlSecondsAfterFinished"], "value": 86400},
	]},
} if {
	is_object(input.spec)
	object.get(input.spec, "ttlSecondsAfterFinished", null) == null
	not _is_hook
}

_job := sprintf("Job %q", [input.metadata.name]) if is_string(input.metadata.name)

_job := "Job" if not is_string(input.metadata.name)

_is_hook if {
	some name in _hooks
	input.metadata.annotations[name]
}

_hooks := {"helm.sh/hook", "argocd.argoproj.io/hook"}
