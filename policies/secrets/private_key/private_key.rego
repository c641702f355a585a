# METADATA
# title: Private key in the repository
# description: |
#   Whoever reads the file can pose as its owner: log in as them, sign as them, decrypt what was
#   meant for them. A key that was ever committed stays in the history: replace it, revoke what it
#   signed, and keep its successor in a secret store. Keys among tests, examples and documentation
#   are secrets/sample-private-key; those of vendored code are left alone.
# related_resources:
#   - ref: https://cwe.mitre.org/data/definitions/321.html
# custom:
#   severity: critical
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   peers: [CKV_SECRET_13]
#   controls: ["cwe:321", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.private_key

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s%s is written in clear", [candidates.describe(one), _lock(one.candidate)]),
	"at": one.at,
} if {
	some one in candidates.found({"private-key", "age-secret-key"})
	not candidates.among_samples(one.candidate)
	not candidates.vendored(one.candidate)
}

# A passphrase is guessed at leisure by whoever has the file.
_lock(candidate) := ", under a passphrase," if candidate.encrypted

_lock(candidate) := "" if not candidate.encrypted
