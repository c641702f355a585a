# METADATA
# title: Download without a checksum
# description: |
#   `ADD` puts into the image whatever the server sends on the day of the build. Give the checksum
#   of the file that you looked at; the build then fails if it is another one.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#add---checksum
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile]
#   fix: manual
#   since: 0.1.0
#   peers: []
#   controls: ["cis-docker@1.6:4.9", "owasp-cicd:CICD-SEC-9", "cwe:494"]
package gatecheck.docker.add_without_checksum

import data.gatecheck.lib.docker

deny contains object.union(
	{
		"msg": sprintf(
			"%s is added whatever it holds: ADD has no --checksum",
			[instruction.args[first]],
		),
		"at": ["instructions", i, "args", first],
	},
	_fix(i, instruction),
) if {
	some i, instruction in input.instructions
	instruction.cmd == "ADD"
	not instruction.flags.checksum
	first := min({k |
		some k, source in instruction.args
		k < count(instruction.args) - 1
		docker.is_url(source)
		not docker.is_git(source)
		not docker.has_commit(source)
	})
}

# ADD takes one checksum, so one file.
_fix(i, instruction) := {"fix": {"title": "give the file's checksum", "ops": [{
	"op": "set",
	"at": ["instructions", i, "flags", "checksum"],
	"value": "sha256:<checksum>",
}]}} if {
	count(instruction.args) == 2
} else := {}
