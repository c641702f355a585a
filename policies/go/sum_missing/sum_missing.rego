# METADATA
# title: Module without go.sum
# description: |
#   go.mod says which versions are wanted, go.sum which bytes they are. Without it nothing notices
#   when a module is not what it was, and Go refuses to build. Run `go mod tidy` and commit go.sum;
#   see that no .gitignore leaves it out.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-sum-files
# custom:
#   severity: high
#   category: pinning
#   kinds: [go-mod, go-sum]
#   scope: project
#   facts:
#     - require.*.path
#     - replace.*.old.path
#     - replace.*.new.local
#     - entries.0.line
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-9", "nist-800-53:SR-4"]
package gatecheck.go.sum_missing

deny contains {
	"msg": sprintf("no go.sum vouches for the %v modules required here", [count(fetched)]),
	"document": d,
	"at": ["require"],
} if {
	some d, document in input.documents
	document.kind == "go-mod"
	not _unbuilt(document.path)
	not _folder(document.path) in _summed
	fetched := [require |
		some require in object.get(document.facts, "require", [])
		not require.path in _local(document.facts)
	]
	count(fetched) > 0
}

_summed := {_folder(document.path) |
	some document in input.documents
	document.kind == "go-sum"
}

_local(facts) := {entry.old.path |
	some entry in object.get(facts, "replace", [])
	entry.new.local
}

_folder(path) := regex.replace(path, `[^/]*$`, "")

# Go does not look into these folders; go.mod files there are other programs' test data.
_unbuilt(path) if regex.match(`(^|/)(testdata|vendor|node_modules|[_.][^/]*)/`, path)
