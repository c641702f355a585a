# METADATA
# title: Module replaced by a folder outside the repository
# description: |
#   The build uses whatever lies in that folder, on every machine something else; who has only the
#   repository cannot build it, and no hash vouches for what is built. Require a version of the
#   module, and use a go.work that is not committed to develop both together.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-mod-file-replace
# custom:
#   severity: high
#   category: pinning
#   kinds: [go-mod]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["golangci-lint:gomoddirectives"]
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.local_replace

import data.gatecheck.lib.go

deny contains {
	"msg": sprintf("%s is taken from %s, outside the repository", [entry.old.path, target]),
	"at": ["replace", i, "new", "path"],
	"fix": {
		"title": "build with the required version",
		"ops": [{"op": "remove", "at": ["replace", i]}],
	},
} if {
	some i, entry in input.replace
	entry.new.local
	target := entry.new.path
	go.leaves_repository(target)
}
