# METADATA
# title: Alpine package without a version
# description: |
#   Without a version the same Dockerfile installs other packages tomorrow. Alpine keeps only the
#   newest version of a release's packages, so pinning only lasts with a mirror of your own; that is
#   why this rule is off unless selected. `~=` leaves room for security fixes.
# related_resources:
#   - ref: https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper
# custom:
#   severity: low
#   category: pinning
#   kinds: [dockerfile]
#   opt_in: true
#   since: 0.1.0
#   peers: [DL3018]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.docker.apk_unpinned

import data.gatecheck.lib.packages

deny contains {
	"msg": sprintf(
		"apk installs whatever version is newest: %s",
		[concat(", ", [p.text | some p in unpinned])],
	),
	"at": call.command.words_at[unpinned[0].word],
} if {
	some call in packages.calls
	call.tool == "apk"
	call.sub == "add"
	unpinned := [p |
		some p in call.operands
		p.literal
		not regex.match(`[=~<>]|\.apk$`, p.text)
	]
	count(unpinned) > 0
}
