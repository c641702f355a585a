# METADATA
# title: Module required twice
# description: |
#   Go takes the higher of the two versions, so a reader of the other line, and whoever raises it,
#   is wrong about what is built. Keep one line; `go mod tidy` does it too.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-mod-file-require
# custom:
#   severity: low
#   category: pinning
#   kinds: [go-mod]
#   fix: unsafe
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.duplicate_require

deny contains object.union(
	{
		"msg": sprintf("%s is required twice", [require.path]),
		"at": ["require", i],
		"related": [{"at": ["require", first], "msg": "here first"}],
	},
	_fix(i, require, input.require[first]),
) if {
	some path, places in _places
	first := min(places)
	some i in places
	i > first
	require := input.require[i]
}

# Which of two versions is meant, nobody but the author knows.
_fix(i, require, first) := {"fix": {
	"title": "keep one of the two equal lines",
	"ops": [{"op": "remove", "at": ["require", i]}],
}} if {
	require.version == first.version
} else := {}

_places[require.path] contains i if some i, require in input.require
