# METADATA
# title: Password in an address
# description: |
#   A password in an address goes wherever the address goes: into logs, process lists, error
#   messages and the history of the repository. Change it, and let the program read it from its
#   environment or a secret store. Addresses in tests, examples and documentation are left alone,
#   and so are obvious defaults.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/html/rfc3986#section-3.2.1
# custom:
#   severity: high
#   category: secrets
#   kinds: [text]
#   fix: unsafe
#   since: 0.1.0
#   peers: [CKV_SECRET_4, GL035, GL036]
#   controls: ["cwe:522", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.url_credentials

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("the address%s holds a password %s", [_owner(one), one.candidate.masked]),
	"at": one.at,
	"fix": {
		"title": "take the login out of the address",
		"ops": [{"op": "remove", "at": array.concat(one.at, ["userinfo"])}],
	},
} if {
	some one in candidates.found({"url-credentials"})
	not candidates.among_samples(one.candidate)
	not candidates.vendored(one.candidate)
}

_owner(one) := sprintf(" for %q", [one.candidate.key]) if is_string(one.candidate.key)

_owner(one) := "" if not is_string(one.candidate.key)
