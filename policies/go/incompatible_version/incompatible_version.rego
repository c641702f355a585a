# METADATA
# title: Module before modules required
# description: |
#   The version is 2 or higher, yet its path does not say so: the release comes from before its
#   project used Go modules. Go cannot keep it apart from version 1, and its own dependencies are
#   not pinned. Require a release with `/v2` or the like in its path, if there is one.
# related_resources:
#   - ref: https://go.dev/ref/mod#incompatible-versions
# custom:
#   severity: low
#   category: pinning
#   kinds: [go-mod]
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.incompatible_version

deny contains {
	"msg": sprintf(
		"%s is required at %s, a release without Go modules: its own dependencies are not pinned",
		[require.path, require.version],
	),
	"at": ["require", i, "version"],
} if {
	some i, require in input.require
	not require.indirect
	endswith(require.version, "+incompatible")
}
