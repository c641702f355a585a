# METADATA
# title: Directive about a module that is not required
# description: |
#   Since Go 1.17 every module that a build uses is listed in go.mod. This one is not, so the
#   replacement or exclusion does nothing today, and something unexpected on the day that the module
#   comes back. Delete it.
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
	"msg": sprintf("%s is replaced, but not required", [replace.old.path]),
	"at": ["replace", i],
	"fix": {"title": "delete the replacement", "ops": [{"op": "remove", "at": ["replace", i]}]},
} if {
	_complete
	some i, replace in input.replace
	not replace.old.path in _required
}

deny contains {
	"msg": sprintf("%s %s is excluded, but not required", [exclude.path, exclude.version]),
	"at": ["exclude", i],
	"fix": {"title": "delete the exclusion", "ops": [{"op": "remove", "at": ["exclude", i]}]},
} if {
	_complete
	some i, exclude in input.exclude
	not exclude.path in _required
}

_required := {require.path | some require in input.require}

# Before Go 1.17, go.mod listed only what is imported directly.
_complete if {
	[major, minor] := [to_number(part) |
		some i, part in split(regex.replace(input.go, `[a-z].*$`, ""), ".")
		i < 2
	]
	[major, minor] >= [1, 17]
}
