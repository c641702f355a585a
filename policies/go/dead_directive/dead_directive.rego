# METADATA
# title: Directive about a module that is not required
# description: |
#   Since Go 1.17 every module that a build uses is listed in go.mod. This one is not, so the
#   replacement or exclusion does nothing today, and something unexpected on the day that the module
#   comes back. Delete it. Modules beside a required one (`k8s.io/api` beside `k8s.io/kubernetes`)
#   are left alone: it may need them without listing them.
# related_resources:
#   - ref: https://go.dev/ref/mod#graph-pruning
#   - ref: https://go.dev/ref/mod#go-mod-file-exclude
# custom:
#   severity: low
#   category: pinning
#   kinds: [go-mod]
#   fix: unsafe
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.dead_directive

deny contains {
	"msg": sprintf("%s is replaced, but not required", [entry.old.path]),
	"at": ["replace", i],
	"fix": {"title": "delete the replacement", "ops": [{"op": "remove", "at": ["replace", i]}]},
} if {
	_complete
	some i, entry in input.replace
	not _beside(entry.old.path)
}

deny contains {
	"msg": sprintf("%s %s is excluded, but not required", [exclusion.path, exclusion.version]),
	"at": ["exclude", i],
	"fix": {"title": "delete the exclusion", "ops": [{"op": "remove", "at": ["exclude", i]}]},
} if {
	_complete
	some i, exclusion in input.exclude
	not _beside(exclusion.path)
}

# Required, or a neighbour of what is required.
_beside(path) if _parent(path) in _parents

_parents := {_parent(require.path) | some require in input.require}

_parent(path) := regex.replace(path, `/[^/]*(/v[0-9]+)?$`, "")

# Before Go 1.17, go.mod listed only what is imported directly.
_complete if {
	[major, minor] := [to_number(part) |
		some i, part in split(regex.replace(input.go, `[a-z].*$`, ""), ".")
		i < 2
	]
	[major, minor] >= [1, 17]
}
