# What Compose files say, with the routes where they say it.
#
#   services    {name, label, whole, at, raw} of each service; `whole` where all of it stands here:
#               it has an image or a build, and extends nothing
#   images      {label, ref, at} of each service that pulls its image; the defaults of variables
#               are put in
#   volumes     {label, service, source, target, read_only, kind, at, short} of each mount; `kind`
#               is bind, volume or another type, `source` "" if there is none, `at` the place of
#               the item
#   variables   {label, name, value, at, value_at} of each entry of an `environment`
package gatecheck.lib.compose

services := [service |
	some name, raw in _mapping(object.get(input, "services", {}))
	is_object(raw)
	service := {
		"name": name,
		"label": sprintf("service %q", [name]),
		"whole": _is_whole(raw),
		"at": ["services", name],
		"raw": raw,
	}
]

default _is_whole(_) := false

_is_whole(raw) if {
	some key in ["image", "build"]
	raw[key]
	not raw.extends
}

images := [image |
	some service in services
	is_string(service.raw.image)
	not _is_made_here(service)
	image := {
		"label": service.label,
		"ref": interpolate(service.raw.image),
		"at": array.concat(service.at, ["image"]),
	}
]

# Whether the image is the name of what one of the services builds, or is never pulled.
_is_made_here(service) if service.raw.image in _built

_is_made_here(service) if service.raw.build

_is_made_here(service) if service.raw.pull_policy in {"never", "build"}

# The images that services build. A set of its own, so that many services are not each held against
# all others.
_built := {service.raw.image | some service in services; service.raw.build}

# The text with each variable that has a default replaced by it. Others stay.
interpolate(text) := regex.replace(text, `\$\{[A-Za-z_][A-Za-z0-9_]*:?-([^${}]*)\}`, "${1}")

volumes := [volume |
	some service in services
	raw := object.get(service.raw, "volumes", [])
	is_array(raw)
	some i, item in raw
	parts := _volume(item)
	volume := object.union(parts, {
		"label": service.label,
		"service": service,
		"at": array.concat(service.at, ["volumes", i]),
	})
]

_volume(item) := {
	"source": source,
	"target": parts[1],
	"read_only": _is_read_only(parts),
	"kind": _kind(source),
	"short": true,
} if {
	is_string(item)

	# The colon behind a drive's letter parts nothing.
	text := interpolate(item)
	drive := array.concat(regex.find_n(`^[A-Za-z]:[\\/]`, text, 1), [""])[0]
	parts := split(trim_prefix(text, drive), ":")
	count(parts) > 1
	source := concat("", [drive, parts[0]])
}

_volume(item) := {
	"source": interpolate(source),
	"target": object.get(item, "target", ""),
	"read_only": object.get(item, "read_only", false) == true,
	"kind": object.get(item, "type", "volume"),
	"short": false,
} if {
	is_object(item)
	source := object.get(item, "source", object.get(item, "src", ""))
	is_string(source)
}

default _is_read_only(_) := false

_is_read_only(parts) if "ro" in split(parts[2], ",")

_kind(source) := "bind" if {
	regex.match(`^([/.~$]|[A-Za-z]:|\\\\)`, source)
} else := "volume"

variables := [variable |
	some service in services
	some found in entries(
		object.get(service.raw, "environment", {}),
		array.concat(service.at, ["environment"]),
	)
	variable := object.union(found, {"label": service.label})
]

# The entries of a mapping, or of a list of NAME=value, each {name, value, at, value_at}: the places
# of the entry and of its value.
entries(raw, at) := [{"name": name, "value": value, "at": route, "value_at": route} |
	some name, value in raw
	route := array.concat(at, [name])
] if {
	is_object(raw)
}

entries(raw, at) := [entry |
	some i, text in raw
	is_string(text)
	contains(text, "=")
	name := split(text, "=")[0]
	value := substring(text, count(name) + 1, -1)
	route := array.concat(at, [i])
	entry := {
		"name": name,
		"value": value,
		"at": route,
		"value_at": array.concat(route, _slice(text, count(name) + 1)),
	}
] if {
	is_array(raw)
}

# The text from `start` on, where characters are bytes.
_slice(text, start) := [{"slice": [start, count(text)]}] if regex.match(`^[\x00-\x7F]*$`, text)

_slice(text, _) := [] if not regex.match(`^[\x00-\x7F]*$`, text)

entries(raw, _) := [] if {
	not is_object(raw)
	not is_array(raw)
}

_mapping(value) := value if is_object(value)

_mapping(value) := {} if not is_object(value)

# Whether a service has a limit: one of `keys` of its own, or `name` under deploy.
has_limit(service, _, keys) if {
	some key in keys
	object.get(service.raw, key, null) != null
}

has_limit(service, name, _) if {
	object.get(service.raw, ["deploy", "resources", "limits", name], null) != null
}

# Where a limit that is missing is written: as `key` of the service, unless it has a `deploy`
# already.
limit_at(service, name, _) := array.concat(service.at, ["deploy", "resources", "limits", name]) if {
	service.raw.deploy
}

limit_at(service, _, key) := array.concat(service.at, [key]) if not service.raw.deploy
