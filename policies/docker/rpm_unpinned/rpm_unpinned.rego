# METADATA
# title: RPM package without a version
# description: |
#   Without a version the same Dockerfile installs other packages tomorrow. Most distributions keep
#   only the newest builds on their mirrors, so pinning lasts with a snapshot or a mirror of your
#   own; that is why this rule is off unless selected.
# related_resources:
#   - ref: https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages
# custom:
#   severity: low
#   category: pinning
#   kinds: [dockerfile]
#   opt_in: true
#   since: 0.1.0
#   peers: [DL3033, DL3037, DL3041]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.docker.rpm_unpinned

import data.gatecheck.lib.packages

deny contains {
	"msg": sprintf(
		"%s installs whatever version is newest: %s",
		[call.command.program, concat(", ", [p.text | some p in unpinned])],
	),
	"at": call.command.words_at[unpinned[0].word],
} if {
	some call in packages.calls
	version := _versions[concat(" ", [call.tool, call.sub])]
	unpinned := [p |
		some p in call.operands
		p.literal
		not regex.match(version, p.text)
	]
	count(unpinned) > 0
}

# How a version is written, and what is a file, a group or taken away instead.
_versions := {
	"dnf install": _named_version,
	"zypper install": _operator,
	"zypper in": _operator,
}

# Behind the name: the version, and perhaps the release. `java-17-openjdk` has neither.
_named_version := `-[0-9][^-]*(-[0-9][^-]*)?$|\.rpm$|^[@-]|[=<>]`

_operator := `[=<>]|\.rpm$|^[-!]`
