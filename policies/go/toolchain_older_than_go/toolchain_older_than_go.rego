# METADATA
# title: Toolchain older than the version of Go
# description: |
#   The toolchain line asks for an older Go than the go line does, so Go leaves it out, and the line
#   only misleads its readers. Delete it, or name a toolchain that is newer.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-mod-file-toolchain
#   - ref: https://go.dev/doc/toolchain
# custom:
#   severity: low
#   category: pinning
#   kinds: [go-mod]
#   fix: unsafe
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.toolchain_older_than_go

deny contains {
	"msg": sprintf("toolchain %s is older than go %s", [input.toolchain, input.go]),
	"at": ["toolchain"],
	"fix": {"title": "delete the toolchain line", "ops": [{"op": "remove", "at": ["toolchain"]}]},
} if {
	regex.match(_known, input.toolchain)
	_order(trim_prefix(input.toolchain, "go")) < _order(input.go)
}

# `default` and what nobody has heard of do not compare.
_known := `^go(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){0,2}((beta|rc)[1-9][0-9]*)?(-.*)?$`

# A version as numbers that compare: before 1.22.0 come 1.22rc2 and 1.22beta1.
_order(version) := array.concat(parts, [_stage(version), _number(trial)]) if {
	numbers := regex.replace(version, `[a-z-].*$`, "")
	padded := concat("", [numbers, _zeros[count(split(numbers, "."))]])
	parts := [to_number(part) | some part in split(padded, ".")]
	trial := regex.replace(version, `^[0-9.]*[a-z]*`, "")
}

_number(text) := to_number(text) if regex.match(`^[1-9][0-9]*$`, text)

_number(text) := 0 if not regex.match(`^[1-9][0-9]*$`, text)

_zeros := {1: ".0.0", 2: ".0", 3: ""}

# The language version 1.22 is older than everything that is released of it.
_stage(version) := 0 if regex.match(`^[0-9]+(\.[0-9]+)?$`, version)

_stage(version) := 1 if contains(version, "beta")

_stage(version) := 2 if contains(version, "rc")

_stage(version) := 3 if {
	not regex.match(`beta|rc`, version)
	not regex.match(`^[0-9]+(\.[0-9]+)?$`, version)
}
