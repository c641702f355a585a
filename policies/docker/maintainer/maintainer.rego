# METADATA
# title: MAINTAINER is deprecated
# description: |
#   MAINTAINER has been deprecated since 2017: it holds one name, few tools read it, and an image that
#   is built on this one loses it. A label says the same, and can be looked up. Write
#   `LABEL org.opencontainers.image.authors="…"`.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#maintainer-deprecated
#   - ref: https://github.com/opencontainers/image-spec/blob/main/annotations.md
# custom:
#   severity: low
#   category: hygiene
#   kinds: [dockerfile]
#   since: 0.1.0
#   fix: safe
#   peers: [DL4000, CKV_DOCKER_6, DS-0022]
package gatecheck.docker.maintainer

deny contains object.union(
	{"msg": "MAINTAINER is deprecated: name the author in a label", "at": ["instructions", i]},
	_fix(i, instruction),
) if {
	some i, instruction in input.instructions
	instruction.cmd == "MAINTAINER"
}

_fix(i, instruction) := {"fix": {"title": "name the author in a label", "ops": [
	{"op": "set", "at": ["instructions", i, "cmd"], "value": "LABEL"},
	{
		"op": "set",
		"at": ["instructions", i, "raw"],
		"value": sprintf("%s=\"%s\"", [_label, instruction.value]),
	},
]}} if {
	_is_plain(instruction)
	not _is_labelled(instruction)
} else := {"fix": {"title": "remove it: there is a label", "ops": [
	{"op": "remove", "at": ["instructions", i]},
]}} if {
	_is_labelled(instruction)
} else := {}

_label := "org.opencontainers.image.authors"

# A label's value knows quotes, escapes and variables; the text of a MAINTAINER does not.
_is_plain(instruction) if {
	is_string(instruction.value)
	regex.match("^[^\"\\\\$`\\n]+$", instruction.value)
}

_is_labelled(maintainer) if {
	some instruction in input.instructions
	instruction.cmd == "LABEL"
	instruction.stage == maintainer.stage
	some pair in instruction.pairs
	pair.key == _label
}
