# METADATA
# title: Called workflow gets all secrets
# description: |
#   `secrets: inherit` hands every secret of the repository and its organisation to the called
#   workflow, also those that it has no use for and those that are added later. Name the secrets
#   that it needs.
# related_resources:
#   - ref: https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#passing-inputs-and-secrets-to-a-reusable-workflow
# custom:
#   severity: medium
#   category: secrets
#   names_only: true
#   kinds: [github-actions]
#   since: 0.1.0
#   peers: ["zizmor:secrets-inherit", "ghalint:deny_inherit_secrets"]
#   controls: ["owasp-cicd:CICD-SEC-6", "owasp-cicd:CICD-SEC-2", "nist-800-53:AC-6", "cwe:522"]
package gatecheck.github.secrets_inherit

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("job %q hands all secrets to %s", [job.id, job.raw.uses]),
	"at": array.concat(job.at, ["secrets"]),
} if {
	some job in github.jobs
	is_string(job.raw.uses)
	job.raw.secrets == "inherit"
}
