# METADATA
# title: Cloud key in clear
# description: |
#   Whoever reads the file can act in the cloud account with the rights of the key; keys in public
#   repositories are found and used within minutes. Revoke it where it was issued, since the history
#   of the repository keeps it, and let the program read its successor from a secret store.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
#   - ref: https://cloud.google.com/docs/authentication/api-keys-best-practices
# custom:
#   severity: critical
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   peers: [CKV_SECRET_2, CKV_SECRET_3]
#   controls: ["cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.cloud_key

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s is written in clear", [candidates.describe(one)]),
	"at": one.at,
} if {
	some one in candidates.found(_detectors)
}

_detectors := {
	"aws-access-key", "aws-secret-key", "aws-session-token", "google-api-key",
	"google-oauth-token", "google-oauth-client-secret", "google-service-account-key",
	"azure-storage-key", "azure-sas-signature", "azure-client-secret", "alibaba-access-key",
	"digitalocean-token", "cloudflare-origin-ca-key", "cloudflare-api-token",
	"cloudflare-global-key", "netlify-token", "heroku-api-key", "heroku-legacy-api-key",
	"vercel-token", "fly-token", "fly-macaroon", "fastly-token",
}
