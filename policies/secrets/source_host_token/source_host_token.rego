# METADATA
# title: Token of a source host in clear
# description: |
#   Whoever reads the file can read, and often change, the repositories and pipelines that the token
#   reaches. Revoke it where it was issued, since the history of the repository keeps it, and let
#   the program read its successor from a secret store.
# related_resources:
#   - ref: https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning
#   - ref: https://docs.gitlab.com/security/tokens/
# custom:
#   severity: critical
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   controls: ["cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.source_host_token

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s is written in clear", [candidates.describe(one)]),
	"at": one.at,
} if {
	some one in candidates.found(_detectors)
}

_detectors := {
	"github-token", "github-fine-grained-token", "gitlab-token", "gitlab-deploy-token",
	"gitlab-runner-token", "gitlab-job-token", "gitlab-trigger-token", "gitlab-feed-token",
	"gitlab-mail-token", "gitlab-agent-token", "gitlab-oauth-secret", "atlassian-token",
	"bitbucket-app-password", "azure-devops-token", "circleci-token", "buildkite-token",
}
