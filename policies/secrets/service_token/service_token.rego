# METADATA
# title: Token of a service in clear
# description: |
#   Whoever reads the file can use the service as you do: read what it knows, change what it does,
#   and spend your money. Revoke it where it was issued, since the history of the repository keeps
#   it, and let the program read its successor from a secret store. Web tokens of clusters and of
#   Argo CD among tests, examples and documentation are left alone.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
# custom:
#   severity: critical
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   peers: [CKV_SECRET_16, CKV_SECRET_17]
#   controls: ["cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.service_token

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s is written in clear", [candidates.describe(one)]),
	"at": one.at,
} if {
	some one in candidates.found(_detectors)
	not candidates.made_up(one.candidate)
}

_detectors := {
	"anthropic-api-key", "openai-api-key", "openai-legacy-api-key", "huggingface-token",
	"groq-api-key", "replicate-token", "perplexity-api-key", "xai-api-key", "stripe-api-key",
	"stripe-webhook-secret", "shopify-token", "square-access-token", "square-client-secret",
	"square-legacy-token", "paypal-braintree-token", "vault-token", "vault-batch-token",
	"vault-legacy-token", "terraform-cloud-token", "databricks-token", "pulumi-token",
	"doppler-token", "tailscale-key", "kubernetes-bootstrap-token",
	"kubernetes-service-account-token", "argocd-token", "datadog-api-key", "datadog-app-key",
	"newrelic-api-key", "grafana-service-account-token", "grafana-cloud-token",
	"sentry-org-token", "sentry-user-token", "dynatrace-token", "linear-api-key",
	"notion-token", "notion-secret", "figma-token", "postman-api-key", "sonarqube-token",
	"snyk-token",
}
