# What GitHub's workflows and actions say, with the routes where they say it.
#
#   jobs        {id, at, raw} of each job
#   steps       {label, job, index, at, raw} of each step; `job` is "" in a composite action
#   uses        {text, at, kind, ...} of each `uses` that names code outside of the repository:
#                 action, workflow   with owner, repo, path, version and pinned
#                 docker             with image
#               What lies in the repository itself and what an expression decides is left out.
#   containers  {label, job, at, raw} of each container that a job runs in or beside; raw is a
#   mapping
#   images      {label, ref, at} of each of their images; one that the matrix gives stands there
#   variables   {label, name, value, at} of each entry of an `env`
#   strings     {text, at} of each text of the document
package gatecheck.lib.github

jobs := [job |
	some id, raw in _mapping(object.get(input, "jobs", {}))
	is_object(raw)
	job := {"id": id, "at": ["jobs", id], "raw": raw}
]

steps := [step |
	some list in _step_lists
	some i, raw in list.raw
	is_object(raw)
	step := {
		"label": _label(raw, i),
		"job": list.job,
		"index": i,
		"at": array.concat(list.at, [i]),
		"raw": raw,
	}
]

_step_lists := array.concat(
	[{"job": job.id, "at": array.concat(job.at, ["steps"]), "raw": job.raw.steps} |
		some job in jobs
		is_array(job.raw.steps)
	],
	[{"job": "", "at": ["runs", "steps"], "raw": input.runs.steps} | is_array(input.runs.steps)],
)

_label(raw, _) := sprintf("step %q", [raw.name]) if is_string(raw.name)

_label(raw, i) := sprintf("step %d", [i + 1]) if not is_string(object.get(raw, "name", null))

uses := [use |
	some place in _use_places
	is_string(place.text)
	parts := _parse(trim_space(place.text), place.kind)
	use := object.union({"text": place.text, "at": place.at}, parts)
]

_use_places := array.concat(
	array.concat(
		[{"at": array.concat(step.at, ["uses"]), "text": step.raw.uses, "kind": "action"} |
			some step in steps
		],
		[{"at": array.concat(job.at, ["uses"]), "text": job.raw.uses, "kind": "workflow"} |
			some job in jobs
		],
	),
	[{"at": ["runs", "image"], "text": input.runs.image, "kind": "image"} |
		input.runs.using == "docker"
	],
)

_parse(text, _) := {"kind": "docker", "image": trim_prefix(text, "docker://")} if {
	startswith(text, "docker://")
}

_parse(text, kind) := {
	"kind": kind,
	"owner": parts[0],
	"repo": parts[1],
	"path": concat("/", array.slice(parts, 2, count(parts))),
	"version": version,
	"pinned": regex.match(`^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$`, version),
} if {
	kind != "image"
	regex.match(`^[A-Za-z0-9_-][^@:\s]*/[^@\s]+(@\S+)?$`, text)
	not contains(text, "${{")
	halves := split(text, "@")
	parts := split(halves[0], "/")
	version := concat("@", array.slice(halves, 1, count(halves)))
}

containers := [container |
	some place in _container_places
	is_object(place.raw)
	container := place
]

_container_places := array.concat(
	[place |
		some job in jobs
		place := {
			"label": sprintf("the container of job %q", [job.id]),
			"job": job,
			"at": array.concat(job.at, ["container"]),
			"raw": object.get(job.raw, "container", null),
		}
	],
	[{"label": sprintf("service %q", [name]), "job": job, "at": at, "raw": raw} |
		some job in jobs
		some name, raw in _mapping(object.get(job.raw, "services", {}))
		at := array.concat(job.at, ["services", name])
	],
)

images := array.concat(_written_images, _matrix_images)

_written_images := [image |
	some place in _image_places
	not contains(place.ref, "${{ matrix.")
	image := {"label": place.label, "ref": place.ref, "at": place.at}
]

_image_places := [image |
	some place in _container_places
	some [path, ref] in [[[], place.raw], [["image"], object.get(_mapping(place.raw), "image", null)]]
	is_string(ref)
	image := {"label": place.label, "ref": ref, "at": array.concat(place.at, path), "job": place.job}
]

# An image that is wholly one value of the matrix: each of its values that is written there.
_matrix_images := [image |
	some place in _image_places
	key := regex.replace(place.ref, `^\$\{\{\s*matrix\.([A-Za-z0-9_-]+)\s*\}\}$`, "${1}")
	key != place.ref
	some value in _matrix_values(place.job, key)
	image := {"label": place.label, "ref": value.text, "at": value.at}
]

_matrix_values(job, key) := {value |
	matrix := _mapping(object.get(_mapping(object.get(job.raw, "strategy", {})), "matrix", {}))
	some [path, found] in array.concat(
		[[[key, i], text] | some i, text in _list(object.get(matrix, key, []))],
		[[["include", i, key], object.get(_mapping(row), key, null)] |
			some i, row in _list(object.get(matrix, "include", []))
		],
	)
	is_string(found)
	value := {"text": found, "at": array.concat(array.concat(job.at, ["strategy", "matrix"]), path)}
}

variables := [variable |
	some holder in _env_holders
	some name, value in _mapping(object.get(holder.raw, "env", {}))
	variable := {
		"label": holder.label,
		"name": name,
		"value": value,
		"at": array.concat(holder.at, ["env", name]),
	}
]

_env_holders := array.concat(
	array.concat(
		[{"label": "the workflow", "at": [], "raw": object.remove(input, {"__gatecheck"})}],
		[{"label": sprintf("job %q", [job.id]), "at": job.at, "raw": job.raw} | some job in jobs],
	),
	array.concat(
		[{"label": step.label, "at": step.at, "raw": step.raw} | some step in steps],
		[{"label": container.label, "at": container.at, "raw": container.raw} |
			some container in containers
		],
	),
)

strings := [{"text": text, "at": at} |
	walk(object.remove(input, {"__gatecheck"}), [at, text])
	is_string(text)
]

# The route of the first part of a text that a pattern matches; of the whole text where its places
# cannot be counted.
first_match(text, at, pattern) := array.concat(at, [{"slice": [start, start + count(found)]}]) if {
	found := regex.find_n(pattern, text, 1)[0]
	start := indexof(text, found)
	regex.match(`^[\x00-\x7F]*$`, substring(text, 0, start + count(found)))
} else := at

_mapping(value) := value if is_object(value)

_mapping(value) := {} if not is_object(value)

_list(value) := value if is_array(value)

_list(value) := [] if not is_array(value)

# What is said about a `uses` that is not pinned, and how it is pinned.

# The name of the action or workflow, without its version.
full_name(use) := concat("/", [use.owner, use.repo]) if use.path == ""

full_name(use) := concat("/", [use.owner, use.repo, use.path]) if use.path != ""

binding(use) := "bound to no version" if use.version == ""

binding(use) := sprintf("bound to %s, which can be moved to other code", [use.version]) if {
	use.version != ""
}

pin_title(use) := "name a commit in full" if use.version == ""

pin_title(use) := sprintf("name the commit of %s in full", [use.version]) if use.version != ""

pin(use) := [{"op": "set", "at": use.at, "value": sprintf("%s@<commit>", [use.text])}] if {
	use.version == ""
}

pin(use) := [
	{"op": "replace", "at": use.at, "find": concat("", ["@", use.version]), "with": "@<commit>"},
] if {
	use.version != ""
}

# Whether a list of owners and repositories holds the owner or the repository.
is_exempt(use, list) if {
	some exempt in list
	lower(exempt) in {lower(use.owner), lower(concat("/", [use.owner, use.repo]))}
}
