# METADATA
# title: Token of a package or image registry in clear
# description: |
#   Whoever reads the file can publish packages or images in your name, or read private ones: an
#   attack on everyone who builds with them. Revoke it where it was issued, since the history of the
#   repository keeps it, and let the program read its successor from a secret store.
# related_resources:
#   - ref: https://docs.npmjs.com/about-access-tokens
#   - ref: https://docs.docker.com/security/access-tokens/
# custom:
#   severity: critical
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   peers: [CKV_SECRET_1, CKV_SECRET_12]
#   controls: ["cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.registry_token

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s is written in clear", [candidates.describe(one)]),
	"at": one.at,
} if {
	some one in candidates.found(_detectors)
}

_detectors := {
	"npm-token", "pypi-token", "rubygems-token", "cargo-registry-token", "nuget-api-key",
	"docker-hub-token", "jfrog-api-key", "jfrog-reference-token", "quay-robot-token",
}
