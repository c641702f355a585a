# METADATA
# title: Secret in base64
# description: |
#   Base64 is a way to write, not a way to hide: anyone can read what it holds, here a token or a
#   private key. Revoke it where it was issued, since the history of the repository keeps it, and
#   keep its successor in a secret store, or encrypted (SOPS, sealed secrets). Keys and web tokens
#   among tests, examples and documentation are left alone.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/
# custom:
#   severity: critical
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   controls: ["cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.encoded_secret

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("the base64 holds a secret: %s", [candidates.describe(one)]),
	"at": one.at,
} if {
	some one in candidates.encoded
	not candidates.made_up(one.candidate)
	not candidates.vendored(one.candidate)
}
