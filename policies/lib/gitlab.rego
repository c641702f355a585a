# What GitLab's pipelines say, with the routes where they say it.
#
#   jobs       {name, hidden, at, raw} of each job, also of hidden ones that others extend
#   images     {label, ref, at} of each `image` and of each of `services`
#   services   the same of services alone
#   variables  {label, name, value, at} of each variable, also of those that rules set
#   includes   {kind, at, raw, ...} of each include, also of those that a job triggers:
#                local, template    what lies in the project or comes with GitLab
#                remote             with url
#                project            with project, file and ref ("" if none)
#                component          with component and version ("" if none)
package gatecheck.lib.gitlab

# Top-level keys that are no jobs.
_keywords := {
	"after_script", "before_script", "cache", "default", "image", "include", "services", "spec",
	"stages", "types", "variables", "workflow",
}

jobs := [job |
	some name, raw in object.remove(input, _keywords | {"__gatecheck"})
	is_object(raw)
	job := {"name": name, "hidden": startswith(name, "."), "at": [name], "raw": raw}
]

# Where what holds for jobs can be written.
_holders := array.concat(
	[{"label": "the pipeline", "at": [], "raw": object.remove(input, {"__gatecheck"})}],
	array.concat(
		[{"label": "the default of jobs", "at": ["default"], "raw": input["default"]} | is_object(input["default"])],
		[{"label": sprintf("job %q", [job.name]), "at": job.at, "raw": job.raw} | some job in jobs],
	),
)

images := array.concat(_main_images, services)

_main_images := [image |
	some holder in _holders
	some found in _image(object.get(holder.raw, "image", null), array.concat(holder.at, ["image"]))
	image := {"label": sprintf("the image of %s", [holder.label]), "ref": found.ref, "at": found.at}
]

services := [image |
	some holder in _holders
	raw := object.get(holder.raw, "services", [])
	is_array(raw)
	some i, service in raw
	some found in _image(service, array.concat(holder.at, ["services", i]))
	image := {"label": sprintf("a service of %s", [holder.label]), "ref": found.ref, "at": found.at}
]

_image(raw, at) := [{"ref": raw, "at": at}] if is_string(raw)

_image(raw, at) := [{"ref": raw.name, "at": array.concat(at, ["name"])}] if is_string(raw.name)

_image(raw, _) := [] if {
	not is_string(raw)
	not is_string(object.get(_mapping(raw), "name", null))
}

variables := [variable |
	some holder in _variable_holders
	some name, raw in _mapping(object.get(holder.raw, "variables", {}))
	some [path, value] in _value(raw)
	variable := {
		"label": holder.label,
		"name": name,
		"value": value,
		"at": array.concat(array.concat(holder.at, ["variables", name]), path),
		"entry": array.concat(holder.at, ["variables", name]),
		"alone": count(holder.raw.variables) == 1,
	}
]

_variable_holders := array.concat(
	_holders,
	[rule |
		some list in array.concat(
			[{"label": "the pipeline", "at": ["workflow", "rules"], "raw": input.workflow.rules} | is_array(input.workflow.rules)],
			[{"label": sprintf("job %q", [job.name]), "at": array.concat(job.at, ["rules"]), "raw": job.raw.rules} |
				some job in jobs
				is_array(job.raw.rules)
			],
		)
		some i, raw in list.raw
		is_object(raw)
		rule := {"label": list.label, "at": array.concat(list.at, [i]), "raw": raw}
	],
)

_value(raw) := [[["value"], raw.value] | raw.value] if is_object(raw)

_value(raw) := [[[], raw]] if not is_object(raw)

includes := [include |
	some list in _include_lists
	some place in _items(list.raw, list.at)
	parts := _include(place.raw)
	include := object.union({"at": place.at, "raw": place.raw}, parts)
]

_include_lists := array.concat(
	[{"at": ["include"], "raw": input.include} | input.include],
	[{"at": array.concat(job.at, ["trigger", "include"]), "raw": job.raw.trigger.include} | some job in jobs],
)

_items(raw, at) := [{"raw": item, "at": array.concat(at, [i])} | some i, item in raw] if is_array(raw)

_items(raw, at) := [{"raw": raw, "at": at}] if not is_array(raw)

_include(raw) := {"kind": "remote", "url": raw} if {
	is_string(raw)
	regex.match(`^https?://`, raw)
}

_include(raw) := {"kind": "local"} if {
	is_string(raw)
	not regex.match(`^https?://`, raw)
}

_include(raw) := {"kind": "local"} if is_string(raw.local)

_include(raw) := {"kind": "template"} if is_string(raw.template)

_include(raw) := {"kind": "remote", "url": raw.remote} if is_string(raw.remote)

_include(raw) := {
	"kind": "project",
	"project": raw.project,
	"file": object.get(raw, "file", ""),
	"ref": sprintf("%v", [object.get(raw, "ref", "")]),
} if {
	is_string(raw.project)
}

_include(raw) := {"kind": "component", "component": halves[0], "version": version} if {
	is_string(raw.component)
	halves := split(raw.component, "@")
	version := concat("@", array.slice(halves, 1, count(halves)))
}

_mapping(value) := value if is_object(value)

_mapping(value) := {} if not is_object(value)
