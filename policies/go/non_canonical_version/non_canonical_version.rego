# METADATA
# title: Branch or unfinished version required
# description: |
#   What stands here names a branch, or only the beginning of a version: it means something else
#   tomorrow, and no hash vouches for it. Go itself does not build with it. Run `go mod tidy`, which
#   writes the exact version, and commit what it writes.
# related_resources:
#   - ref: https://go.dev/ref/mod#versions
#   - ref: https://go.dev/ref/mod#go-mod-tidy
# custom:
#   severity: high
#   category: pinning
#   kinds: [go-mod]
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-9", "nist-800-53:SR-4"]
package gatecheck.go.non_canonical_version

deny contains {
	"msg": sprintf("%s is no exact version of %s", [module.version, module.path]),
	"at": array.concat(at, ["version"]),
} if {
	some [at, module] in _modules
	module.canonical == false
}

_modules contains [[list, i], module] if {
	some list in ["require", "exclude"]
	some i, module in input[list]
}

_modules contains [["replace", i, side], entry[side]] if {
	some i, entry in input.replace
	some side in ["old", "new"]
}
