# METADATA
# title: Pre-release required
# description: |
#   A pre-release is published to be tried: it may change in any way before it is released, and is
#   seldom mended afterwards. Require a release.
# related_resources:
#   - ref: https://go.dev/ref/mod#versions
# custom:
#   severity: low
#   category: pinning
#   kinds: [go-mod]
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.prerelease_version

deny contains {
	"msg": sprintf("%s is required at the pre-release %s", [require.path, require.version]),
	"at": ["require", i, "version"],
} if {
	some i, require in input.require
	not require.indirect
	require.canonical
	not require.pseudo
	contains(require.version, "-")
}
