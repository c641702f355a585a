# METADATA
# title: JSON web token in clear
# description: |
#   A web token logs in whoever shows it, until it expires; many that are found have expired
#   already. Revoke it if it has not, and let the program ask for a new one when it runs.
# related_resources:
#   - ref: https://datatracker.ietf.org/doc/html/rfc7519
# custom:
#   severity: low
#   category: secrets
#   kinds: [text]
#   opt_in: true
#   since: 0.1.0
#   peers: [CKV_SECRET_9]
#   controls: ["cwe:522", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.json_web_token

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s is written in clear", [candidates.describe(one)]),
	"at": one.at,
} if {
	some one in candidates.found({"jwt"})
}
