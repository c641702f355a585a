# METADATA
# title: Version of Go is missing
# description: |
#   Without a go line Go assumes version 1.16: newer language features fail, the module graph is
#   loaded whole, and indirect dependencies are not listed, so they are not reviewed either. State
#   the version that the module is written for; the fix states what holds already.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-mod-file-go
# custom:
#   severity: medium
#   category: pinning
#   kinds: [go-mod]
#   fix: safe
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.version_missing

deny contains {
	"msg": "go.mod does not say which version of Go the module is written for",
	"at": ["go"],
	"fix": {
		"title": "state the version that Go assumes",
		"ops": [{"op": "set", "at": ["go"], "value": "1.16"}],
	},
} if {
	input.module
	not input.go
}
