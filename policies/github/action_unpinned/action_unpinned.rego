# METADATA
# title: Action is not pinned to a commit
# description: |
#   A tag or branch can be moved at any time to code that nobody here has read, and that code runs
#   with the job's token and secrets. Name the commit by its full SHA, and keep the version as a
#   comment: Dependabot and Renovate understand it and update both.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
# custom:
#   severity: high
#   category: pinning
#   kinds: [github-actions]
#   fix: manual
#   since: 0.1.0
#   peers: [
#     "zizmor:unpinned-uses", "ghalint:action_ref_should_be_full_length_commit_sha",
#     "kics:Unpinned Actions Full Length Commit SHA",
#     "semgrep:third-party-action-not-pinned-to-commit-sha", "scorecard:Pinned-Dependencies"
#   ]
#   controls: [
#     "owasp-cicd:CICD-SEC-3", "owasp-cicd:CICD-SEC-8", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
#   settings:
#     exempt:
#       default: []
#       description: Actions that need not be pinned, as owner or owner/repo.
package gatecheck.github.action_unpinned

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("action %s is %s", [name, github.binding(use)]),
	"at": use.at,
	"fix": {"title": github.pin_title(use), "ops": github.pin(use)},
} if {
	some use in github.uses
	use.kind == "action"
	not use.pinned
	name := github.full_name(use)
	not github.is_exempt(use, data.gatecheck.config.github.action_unpinned.exempt)
}
