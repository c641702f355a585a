# METADATA
# title: Line of go.sum is malformed
# description: |
#   The line vouches for nothing: it has not three parts, or its hash is none that Go knows. It was
#   cut off, merged wrongly or written by hand. Go stops at it, or worse, adds a new line from the
#   network. Delete the line, run `go mod tidy`, and look at what it writes before committing it.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-sum-files
# custom:
#   severity: high
#   category: pinning
#   kinds: [go-sum]
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-9", "nist-800-53:SR-4"]
package gatecheck.go.sum_malformed

deny contains {
	"msg": sprintf("line %v has not the three parts module, version and hash", [line.line]),
	"at": ["malformed", i],
} if {
	some i, line in input.malformed
}

deny contains {
	"msg": sprintf("the hash of %s %s is no h1 hash", [entry.module, entry.version]),
	"at": ["entries", i, "hash"],
} if {
	some i, entry in input.entries
	not entry.valid
}
