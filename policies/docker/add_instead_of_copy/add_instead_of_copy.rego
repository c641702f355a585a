# METADATA
# title: ADD where COPY is meant
# description: |
#   `ADD` also downloads and unpacks, so a file that happens to be an archive, or a name that
#   becomes a URL, ends in another image. For files of the build context `COPY` says what is meant,
#   and does nothing else.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#add-or-copy
# custom:
#   severity: low
#   category: hygiene
#   kinds: [dockerfile]
#   fix: safe
#   since: 0.1.0
#   peers: [DL3020, CKV_DOCKER_4, DS-0005]
#   controls: ["cis-docker@1.6:4.9"]
package gatecheck.docker.add_instead_of_copy

import data.gatecheck.lib.docker

deny contains {
	"msg": sprintf("ADD copies %s, which COPY does too", [concat(", ", sources)]),
	"at": at,
	"fix": {"title": "use COPY", "ops": [{"op": "set", "at": at, "value": "COPY"}]},
} if {
	some i, instruction in input.instructions
	instruction.cmd == "ADD"
	at := ["instructions", i, "cmd"]
	object.keys(instruction.flags) & {"checksum", "keep-git-dir", "unpack"} == set()
	sources := array.slice(instruction.args, 0, count(instruction.args) - 1)
	count(sources) > 0
	every source in sources {
		_only_copied(source)
	}
}

_only_copied(source) if {
	not docker.is_url(source)
	not docker.is_git(source)
	not contains(source, "$")

	# What ADD unpacks.
	not regex.match(`(?i)\.(tar|tgz|tbz2?|txz|tzst|gz|bz2|xz|lzma|lz|z|zst)(\*|$)|\.tar[.*]`, source)
}
