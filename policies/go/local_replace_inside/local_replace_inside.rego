# METADATA
# title: Module replaced by a folder of the repository
# description: |
#   The build uses the folder beside it and never the version that is required. That holds in this
#   checkout only: `go install` of this module refuses, and a module that requires this one gets the
#   required version, which nobody here has built with. Tag a version of the folder's module and
#   require it, or name both modules in a go.work.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-mod-file-replace
#   - ref: https://go.dev/ref/mod#workspaces
# custom:
#   severity: low
#   category: pinning
#   kinds: [go-mod]
#   since: 0.1.0
#   peers: []
#   controls: ["owasp-cicd:CICD-SEC-3"]
package gatecheck.go.local_replace_inside

import data.gatecheck.lib.go

deny contains {
	"msg": sprintf("%s is taken from %s, a folder of this repository", [entry.old.path, target]),
	"at": ["replace", i, "new", "path"],
} if {
	some i, entry in input.replace
	entry.new.local
	target := entry.new.path
	not go.leaves_repository(target)
}
