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

_fix(i, instruction) := {"fix": {
	"title": "remove it: there is a label",
	"applicability": _removal(instruction),
	"ops": [{"op": "remove", "at": ["instructions", i]}],
}} if {
	count(_labels(instruction)) > 0
} else := {"fix": {"title": "name the author in a label", "ops": [
	{"op": "set", "at": ["instructions", i, "cmd"], "value": "LABEL"},
	{
		"op": "set",
		"at": ["instructions", i, "raw"],
		"value": concat("=", [_label, _quoted(instruction)]),
	},
]}} if {
	_quoted(instruction)
} else := {}

_label := "org.opencontainers.image.authors"

# The name in the quotes of a label, which knows quotes, escapes and variables; to MAINTAINER they are part of
# the name.
_quoted(instruction) := sprintf("\"%s\"", [_name(instruction)]) if {
	regex.match("^[^\"\\\\$`\\n]+$", _name(instruction))
} else := sprintf("'%s'", [_name(instruction)]) if {
	# A name that is quoted as a whole was not meant to have the quotes, but has them.
	regex.match("^[^\"'\\\\$`\\n][^'\\\\$`\\n]*$", _name(instruction))
}

_name(instruction) := trim_space(instruction.raw) if is_string(instruction.raw)

# The label may name someone else.
_removal(instruction) := "safe" if {
	_name(instruction) in _labels(instruction)
} else := "unsafe"

_labels(maintainer) := {pair.value |
	some instruction in input.instructions
	instruction.cmd == "LABEL"
	instruction.stage == maintainer.stage
	some pair in instruction.pairs
	pair.key == _label
}
