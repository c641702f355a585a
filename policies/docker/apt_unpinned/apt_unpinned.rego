# METADATA
# title: Debian package without a version
# description: |
#   Without a version the same Dockerfile installs other packages tomorrow. Debian and Ubuntu remove
#   old versions from their mirrors, so pinning only lasts with a snapshot or a mirror of your own;
#   that is why this rule is off unless selected.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#apt-get
# custom:
#   severity: low
#   category: pinning
#   kinds: [dockerfile]
#   opt_in: true
#   since: 0.1.0
#   peers: [DL3008]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.docker.apt_unpinned

import data.gatecheck.lib.packages

deny contains {
	"msg": sprintf(
		"apt installs whatever version is newest: %s",
		[concat(", ", [p.text | some p in unpinned])],
	),
	"at": call.command.words_at[unpinned[0].word],
} if {
	some call in packages.calls
	call.tool == "apt"
	call.sub == "install"
	unpinned := [p |
		some p in call.operands
		p.literal
		not regex.match(`[=/*]|\.deb$|-$`, p.text)
	]
	count(unpinned) > 0
}
