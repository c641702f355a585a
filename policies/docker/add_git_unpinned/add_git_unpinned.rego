# METADATA
# title: Git repository added without a commit
# description: |
#   A branch moves and a tag can be moved, so `ADD` brings other sources into the image without a
#   change in the Dockerfile. Write the full commit behind `#`, or give it as `--checksum`.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile]
#   fix: manual
#   since: 0.1.0
#   peers: []
#   controls: ["owasp-cicd:CICD-SEC-3", "owasp-cicd:CICD-SEC-9", "cwe:494"]
package gatecheck.docker.add_git_unpinned

import data.gatecheck.lib.docker

deny contains {
	"msg": sprintf("%s is not pinned by a commit", [source]),
	"at": ["instructions", i, "args", k],
	"fix": {"title": "name the commit", "ops": [{
		"op": "set",
		"at": ["instructions", i, "args", k],
		"value": concat("", [parts[0], "#<commit>", _folder(parts)]),
	}]},
} if {
	some i, instruction in input.instructions
	instruction.cmd == "ADD"
	not instruction.flags.checksum
	some k, source in instruction.args
	k < count(instruction.args) - 1
	docker.is_git(source)
	parts := split(source, "#")
	not _pinned(parts)
	not regex.match(`[?&](commit|checksum)=`, source)
}

_pinned(parts) if regex.match(`^([0-9a-f]{40}|[0-9a-f]{64})(:|$)`, parts[1])

_pinned(parts) if contains(parts[1], "$")

_folder(parts) := regex.find_n(`:.*$`, parts[1], 1)[0] if {
	contains(parts[1], ":")
} else := ""
