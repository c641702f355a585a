# METADATA
# title: Registry password is written into a workflow
# description: |
#   Everybody who can read the repository, now or in its history, can read the password of the
#   registry and often also push to it. Replace the password, store the new one as a secret, and
#   refer to it.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontainercredentials
# custom:
#   severity: high
#   category: secrets
#   kinds: [github-actions]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["zizmor:hardcoded-container-credentials", "actionlint:credentials"]
#   controls: [
#     "owasp-cicd:CICD-SEC-6", "nist-800-53:IA-5(7)", "pci-dss@4.0.1:8.6.2", "cwe:798"
#   ]
package gatecheck.github.hardcoded_container_credentials

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("%s gets its image with a password that is written here", [container.label]),
	"at": at,
	"fix": {
		"title": "refer to a secret named REGISTRY_PASSWORD",
		"ops": [{"op": "set", "at": at, "value": "${{ secrets.REGISTRY_PASSWORD }}"}],
	},
} if {
	some container in github.containers
	password := container.raw.credentials.password
	_is_written(password)
	at := array.concat(container.at, ["credentials", "password"])
}

_is_written(password) if is_number(password)

_is_written(password) if {
	is_string(password)
	password != ""
	not contains(password, "${{")
}
