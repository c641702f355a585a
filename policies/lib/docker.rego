# Stages and images of a Dockerfile.
package gatecheck.lib.docker

import data.gatecheck.lib.image

# The stage that is built in the end, with its place at `index`.
final := stage if {
	some stage in input.stages
	stage.final
}

# The places of the instructions of a stage and of the stages that it is built from.
instructions(stage) := {i |
	some other in input.stages
	other.index in _chain(stage)
	some i in other.instructions
}

# The image that a stage is built from in the end; "" if it cannot be told.
base(stage) := object.get(root.from, "resolved", "") if {
	some root in input.stages
	root.index in _chain(stage)
	not root.from.stage
}

# The same for messages: as written where it cannot be told.
base_text(stage) := object.get(root.from, "resolved", root.from.image) if {
	some root in input.stages
	root.index in _chain(stage)
	not root.from.stage
}

# Whether a stage is a Windows image, which has other users and other rights.
is_windows(stage) if {
	platform := object.get(stage, "platform", "")
	regex.match(`(?i)windows|nanoserver|servercore`, concat(" ", [base(stage), platform]))
}

_chain(stage) := graph.reachable(_parents, {stage.index})

_parents := {stage.index: parents |
	some stage in input.stages
	parents := {parent.index |
		some parent in input.stages
		parent.index < stage.index
		lower(object.get(parent, "name", "")) == lower(stage.from.stage)
	}
}

# Where a USER takes effect for nothing but the running container: behind everything that builds the
# stage, before the command that it is for.
user_place(stage) := min({count(input.instructions)} | {i |
	some i in stage.instructions
	input.instructions[i].cmd in {"CMD", "ENTRYPOINT"}
	every j in stage.instructions {
		not _builds_behind(i, j)
	}
})

_builds_behind(i, j) if {
	j > i
	input.instructions[j].cmd in {"RUN", "COPY", "ADD", "WORKDIR"}
}

# The images from elsewhere that the build begins with, copies from or mounts:
#   image.how    FROM, COPY --from or RUN --mount
#   image.parts  the reference's parts (lib/image.rego), ARGs put in
#   image.text   the reference as written
#   image.at     its route
# Left out are stages, `scratch`, and references that only the build's arguments complete.
images := array.concat(_bases, array.concat(_copied, _mounted))

_bases := [found |
	some i, stage in input.stages
	not stage.from.stage
	not stage.from.scratch
	parts := image.parse(stage.from.resolved)
	found := {
		"how": "FROM",
		"parts": parts,
		"text": stage.from.image,
		"at": ["stages", i, "from", "image"],
	}
]

_copied := [found |
	some i, instruction in input.instructions
	instruction.cmd == "COPY"
	some k, ref in instruction.flags.from
	_elsewhere(ref, instruction)
	found := {
		"how": "COPY --from",
		"parts": image.parse(ref),
		"text": ref,
		"at": ["instructions", i, "flags", "from", k],
	}
]

_mounted := [found |
	some i, instruction in input.instructions
	some k, mount in instruction.flags.mount
	some part in split(mount, ",")
	startswith(part, "from=")
	ref := trim_prefix(part, "from=")
	_elsewhere(ref, instruction)
	found := {
		"how": "RUN --mount",
		"parts": image.parse(ref),
		"text": ref,
		"at": ["instructions", i, "flags", "mount", k],
	}
]

# Whether the name is that of an image rather than of an earlier stage. Of what only runs in the
# images built on this one the stages are not known.
_elsewhere(ref, instruction) if {
	ref != "scratch"
	not contains(ref, "$")
	not regex.match(`^[0-9]+$`, ref)
	not object.get(instruction, "onbuild", false)
	names := {lower(stage.name) | some stage in input.stages; stage.index < instruction.stage}
	not lower(ref) in names
}

# The user of a stage. Of a variable, what the file gives it: what ARG or ENV said last, else the default.
user(stage) := stage.user.value if {
	not startswith(stage.user.value, "$")
} else := concat("", [array.concat([default_value], said)[count(said)], group]) if {
	some [_, name, default_value, group] in regex.find_all_string_submatch_n(_variable, stage.user.value, 1)
	said := [pair.value |
		some i in sort(instructions(stage))
		i < stage.user.at[1]
		some pair in object.get(input.instructions[i], "pairs", [])
		pair.key == name
	]
}

_variable := `^\$\{?([A-Za-z_][A-Za-z0-9_]*)(?::?-([^}]*))?\}?(:.*)?$`

# Whether a USER is root, whatever its group.
is_root(user) if regex.match(`(?i)^(root|0+)(:|$)`, user)

# A fix that shows how the image would be pinned; none if it is written with variables.
pin(found, tag) := {"fix": {
	"title": "name the version and its digest",
	"applicability": "manual",
	"ops": [op],
}} if {
	not contains(found.text, "$")
	op := _pinned(found, concat("", [_named(found.parts, found.text, tag), "@sha256:<digest>"]))
} else := {}

_pinned(found, ref) := {"op": "set", "at": found.at, "value": ref} if found.how != "RUN --mount"

_pinned(found, ref) := {
	"op": "replace",
	"at": found.at,
	"find": concat("", ["from=", found.text]),
	"with": concat("", ["from=", ref]),
} if {
	found.how == "RUN --mount"
}

_named(parts, text, _) := text if not parts.tag in {"", "latest"}

_named(parts, text, tag) := concat(":", [trim_suffix(text, ":latest"), tag]) if parts.tag in {
	"", "latest",
}

# Whether a source of ADD is a download.
is_url(source) if regex.match(`(?i)^https?://`, source)

# Whether a source of ADD is a git repository.
is_git(source) if regex.match(`^([\w.-]+@[A-Za-z0-9.-]+:|ssh://|git://|github\.com/)`, source)

is_git(source) if regex.match(`^https?://[^?#]*\.git([?#]|$)`, source)

# Whether a URL names a commit, so that what lies there cannot change.
has_commit(url) if regex.match(`/([0-9a-f]{40}|[0-9a-f]{64})(/|$)`, url)
