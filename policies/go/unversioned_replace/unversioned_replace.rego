# METADATA
# title: Version of a module fixed for good
# description: |
#   A replacement without a version on its left holds for every version: whatever is required, and
#   however often it is raised, the build keeps the version on the right, with its holes. Write the
#   version that is replaced, or require the version that is wanted and delete the replacement.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-mod-file-replace
# custom:
#   severity: medium
#   category: pinning
#   kinds: [go-mod]
#   opt_in: true
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.unversioned_replace

deny contains {
	"msg": sprintf("%s is built as %s, whatever is required", [path, entry.new.version]),
	"at": ["replace", i, "old"],
} if {
	some i, entry in input.replace
	not entry.new.local
	path := entry.old.path
	not entry.old.version
}
