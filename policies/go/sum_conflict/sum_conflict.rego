# METADATA
# title: Two hashes for one module in go.sum
# description: |
#   The same version of a module cannot have two contents. One of the lines was merged wrongly, or
#   somebody replaced what the module's host delivers and added a hash for it: Go accepts either.
#   Find out which is right from the checksum database before anything is built (`go mod verify`,
#   sum.golang.org), and delete the other.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-sum-files
#   - ref: https://go.dev/ref/mod#checksum-database
# custom:
#   severity: critical
#   category: pinning
#   kinds: [go-sum]
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-9", "nist-800-53:SR-4"]
package gatecheck.go.sum_conflict

deny contains {
	"msg": sprintf("%s has two hashes: line %v has another", [name, first.line]),
	"at": ["entries", i, "hash"],
	"related": [{"at": ["entries", f, "hash"], "msg": "the other hash"}],
} if {
	some places in _places
	count(places) > 1
	f := min(places)
	first := input.entries[f]
	some i in places
	entry := input.entries[i]
	entry.hash != first.hash
	name := concat(" ", [entry.module, entry.version])
}

# Of each file that go.sum vouches for, the entries about it.
_places[name] contains i if {
	some i, entry in input.entries
	name := concat(" ", [entry.module, entry.version, _file[entry.go_mod]])
}

_file := {true: "go.mod", false: ""}
