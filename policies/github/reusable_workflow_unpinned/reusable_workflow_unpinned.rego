# METADATA
# title: Reusable workflow is not pinned to a commit
# description: |
#   A tag or branch can be moved at any time to another workflow, which then runs with the token and
#   the secrets that this job hands over. Name the commit by its full SHA, and keep the version as a
#   comment.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
#   - ref: https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows
# custom:
#   severity: high
#   category: pinning
#   kinds: [github-actions]
#   fix: manual
#   since: 0.1.0
#   peers: [
#     "zizmor:unpinned-uses", "ghalint:action_ref_should_be_full_length_commit_sha",
#     "scorecard:Pinned-Dependencies"
#   ]
#   controls: [
#     "owasp-cicd:CICD-SEC-3", "owasp-cicd:CICD-SEC-8", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
#   settings:
#     exempt:
#       default: [slsa-framework/slsa-github-generator]
#       description: |
#         Workflows that need not be pinned, as owner or owner/repo. The SLSA generators refuse to
#         run unless they are called by a tag.
package gatecheck.github.reusable_workflow_unpinned

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("workflow %s is %s", [name, github.binding(use)]),
	"at": use.at,
	"fix": {"title": github.pin_title(use), "ops": github.pin(use)},
} if {
	some use in github.uses
	use.kind == "workflow"
	not use.pinned
	name := github.full_name(use)
	not github.is_exempt(use, data.gatecheck.config.github.reusable_workflow_unpinned.exempt)
}
