# METADATA
# title: Job has no time limit
# description: |
#   A job that hangs goes on for six hours unless it says otherwise, keeps its runner busy and is
#   paid for. Give it a limit a little above the time that it takes.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
# custom:
#   severity: low
#   category: limits
#   kinds: [github-actions]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["ghalint:job_timeout_minutes_is_required"]
#   controls: ["owasp-cicd:CICD-SEC-7", "nist-800-53:SC-5", "cwe:400"]
#   settings:
#     minutes:
#       default: 30
#       description: The limit that the fix gives to a job.
package gatecheck.github.timeout_missing

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("job %q has no timeout-minutes", [job.id]),
	"at": at,
	"fix": {
		"title": sprintf("limit the job to %v minutes", [data.gatecheck.config.github.timeout_missing.minutes]),
		"ops": [{"op": "set", "at": at, "value": data.gatecheck.config.github.timeout_missing.minutes}],
	},
} if {
	some job in github.jobs

	# A job that calls a workflow can have no limit of its own.
	job.raw["runs-on"]
	not job.raw["timeout-minutes"]
	not _each_step_limited(job)
	at := array.concat(job.at, ["timeout-minutes"])
}

_each_step_limited(job) if {
	steps := [step | some step in github.steps; step.job == job.id]
	count(steps) > 0
	limited := [step | some step in steps; step.raw["timeout-minutes"]]
	count(limited) == count(steps)
}
