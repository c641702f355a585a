# METADATA
# title: Download without a check
# description: |
#   An archive or a program is downloaded, and nothing in the same script compares it with a
#   checksum or a signature, so whatever the server sends that day is used. Compare it (`sha256sum
#   -c`, `cosign verify-blob`, `gpg --verify`). Off unless selected, since many a script checks in
#   ways that cannot be seen.
# related_resources:
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-09-Improper-Artifact-Integrity-Validation
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   opt_in: true
#   since: 0.1.0
#   peers: []
#   controls: ["owasp-cicd:CICD-SEC-9", "cwe:494"]
package gatecheck.packages.unverified_download

import data.gatecheck.lib.download
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf("nothing checks what %s sends", [download.source(command)]),
	"at": command.at,
} if {
	some command in download.commands
	_is_artifact(command)
	not download.is_pinned(command)
	not download.is_verified(command)
}

_is_artifact(command) if {
	some url in download.urls(command)
	_names_artifact(url)
	not regex.match(`(?i)\.(sha256|sha512|sha256sum|md5|asc|sig|txt|pem|json)([?#]|$)|sums?$`, url)
}

_names_artifact(url) if regex.match(`/releases/(latest/)?download/`, url)

_names_artifact(url) if regex.match(`(?i)\.(tar|tgz|tbz2?|txz|gz|bz2|xz|zst|zip|whl|jar|war)([?#]|$)`, url)

_names_artifact(url) if regex.match(`(?i)\.(deb|rpm|apk|bin|exe|msi|run|dmg|pkg|appimage)([?#]|$)`, url)

# What is unpacked or made executable.
_is_artifact(command) if {
	some next in shell.pipeline(command)
	next.program in {"tar", "unzip", "bsdtar", "gunzip", "funzip", "cpio", "dpkg"}
}

_is_artifact(command) if {
	file := download.file(command)
	some next in shell.beside(command)
	next.index > command.index
	next.program in {"chmod", "install", "tar", "unzip", "dpkg", "rpm"}
	some word in next.words
	trim_prefix(word, "./") == trim_prefix(file, "./")
}
