# METADATA
# title: Secret in clear
# description: |
#   A random-looking value is assigned to something that is called a password, a token or a key.
#   Nothing but its name says what it opens, but whoever reads the file can try. Revoke it where it
#   was issued, since the history of the repository keeps it, and let the program read its successor
#   from a secret store. Tests, examples, documentation and vendored code are left alone.
# related_resources:
#   - ref: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
# custom:
#   severity: high
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   peers: [CKV_SECRET_6, CKV_SECRET_19]
#   controls: ["cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.generic_secret

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s is written in clear", [_what(one)]),
	"at": one.at,
} if {
	some one in candidates.found({"generic-assignment", "stripe-test-key"})
	not candidates.among_samples(one.candidate)
	not candidates.vendored(one.candidate)
}

_what(one) := sprintf("the value of %q %s", [one.candidate.key, one.candidate.masked]) if {
	one.candidate.detector == "generic-assignment"
	is_string(one.candidate.key)
} else := sprintf("a secret %s", [one.candidate.masked]) if {
	one.candidate.detector == "generic-assignment"
} else := candidates.describe(one)
