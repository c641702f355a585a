# METADATA
# title: Required module is missing in go.sum
# description: |
#   No hash vouches for this version of the module: go.mod was changed by hand, or only half of a
#   change was committed. Go refuses to build, and whoever runs `go mod download` to get past that
#   trusts what the network sends. Run `go mod tidy` and commit both files.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-sum-files
# custom:
#   severity: high
#   category: pinning
#   kinds: [go-mod, go-sum]
#   scope: project
#   facts:
#     - require
#     - replace.*.old
#     - replace.*.new
#     - entries.*.module
#     - entries.*.version
#     - entries.*.go_mod
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-9", "nist-800-53:SR-4"]
package gatecheck.go.sum_entry_missing

deny contains {
	"msg": sprintf("go.sum has no line for the go.mod of %s %s", [source.path, source.version]),
	"document": d,
	"at": ["require", i],
	"related": [{"document": s, "at": [], "msg": "it should be here"}],
} if {
	some d, document in input.documents
	document.kind == "go-mod"
	some s, sums in input.documents
	sums.kind == "go-sum"
	_folder(sums.path) == _folder(document.path)
	known := {[entry.module, entry.version] |
		some entry in object.get(sums.facts, "entries", [])
		entry.go_mod
	}
	replacements := object.get(document.facts, "replace", [])
	some i, require in object.get(document.facts, "require", [])
	require.canonical
	source := _source(require, replacements)
	source.local == false
	not [source.path, source.version] in known
}

# Where a module really comes from: a replacement of this version, one of all versions, or itself.
_source(require, replacements) := entry.new if {
	some entry in replacements
	_replaces(entry.old, require)
} else := {"path": require.path, "version": require.version, "local": false}

_replaces(old, require) if {
	old.path == require.path
	object.get(old, "version", require.version) == require.version
}

_folder(path) := regex.replace(path, `[^/]*$`, "")
