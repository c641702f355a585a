# METADATA
# title: Private key among tests or documentation
# description: |
#   A key in a test or an example is usually made for it, and then harmless where it lies. It is
#   public all the same: it ends up in deployments by copying, and nobody can tell later whether it
#   was ever used. Make keys while the test runs, or ignore this one with a word on where it is
#   used.
# related_resources:
#   - ref: https://cwe.mitre.org/data/definitions/321.html
# custom:
#   severity: low
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   peers: [CKV_SECRET_13]
#   controls: ["cwe:321", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.sample_private_key

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s%s is written in clear", [candidates.describe(one), _lock(one.candidate)]),
	"at": one.at,
} if {
	some one in candidates.found({"private-key", "age-secret-key"})
	candidates.among_samples(one.candidate)
}

# A passphrase is guessed at leisure by whoever has the file.
_lock(candidate) := ", under a passphrase," if candidate.encrypted

_lock(candidate) := "" if not candidate.encrypted
