# METADATA
# title: Job has no time limit of its own
# description: |
#   A job that hangs goes on until the limit of the project, an hour unless it was raised, and keeps
#   its runner busy. Give it a limit a little above the time that it takes.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/yaml/#timeout
# custom:
#   severity: low
#   category: limits
#   kinds: [gitlab-ci]
#   fix: unsafe
#   opt_in: true
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-7", "nist-800-53:SC-5", "cwe:400"]
#   settings:
#     timeout:
#       default: 30 minutes
#       description: The limit that the fix gives to a job.
package gatecheck.gitlab.timeout_missing

import data.gatecheck.lib.gitlab

deny contains {
	"msg": sprintf("job %q has no timeout", [job.name]),
	"at": at,
	"fix": {
		"title": sprintf("limit the job to %v", [data.gatecheck.config.gitlab.timeout_missing.timeout]),
		"ops": [{"op": "set", "at": at, "value": data.gatecheck.config.gitlab.timeout_missing.timeout}],
	},
} if {
	some job in gitlab.jobs
	not job.hidden
	not job.raw.timeout
	not input["default"].timeout

	# Others may get it from what they extend, or run nothing here.
	not job.raw.extends
	some key in {"script", "run"}
	job.raw[key]
	at := array.concat(job.at, ["timeout"])
}
