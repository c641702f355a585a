# The images that a Kubernetes object runs or mounts.
#
# Left out are references that are no image yet: none at all, one that `ko` builds (`ko://…`), and
# one that OpenShift writes over as soon as its image stream changes.
package gatecheck.lib.k8s_image

import data.gatecheck.lib.image
import data.gatecheck.lib.k8s

# Every image:
#   image.of         what it belongs to, in words: `container "web"`
#   image.at         the route of the reference
#   image.ref        the reference's parts (lib/image.rego)
#   image.name       the reference without tag and digest, as written
#   image.policy     when it is pulled, "" if that is not said
#   image.policy_at  where that is said, or would be
images := array.concat(_containers, _volumes)

# Those whose reference can be trusted: all of it is written out.
written := [found | some found in images; not found.ref.templated]

_containers := [found |
	some c in k8s.containers
	not _ours_to_come(c.image)
	not _triggered(c.name)
	found := object.union(
		{"of": sprintf("container %q", [c.name]), "at": array.concat(c.at, ["image"])},
		_reading(c.image, c.raw, "imagePullPolicy", c.at),
	)
]

# A volume may hold the files of an image (Kubernetes 1.31).
_volumes := [found |
	volumes := object.get(k8s.pod, ["spec", "volumes"], [])
	is_array(volumes)
	some i, volume in volumes
	is_object(volume)
	source := object.get(volume, "image", null)
	is_object(source)
	reference := object.get(source, "reference", "")
	is_string(reference)
	not _ours_to_come(reference)
	at := array.concat(k8s.pod.at, ["volumes", i, "image"])
	found := object.union(
		{
			"of": sprintf("volume %q", [_name(volume, i)]),
			"at": array.concat(at, ["reference"]),
		},
		_reading(reference, source, "pullPolicy", at),
	)
]

_name(volume, _) := volume.name if is_string(volume.name)

_name(volume, i) := sprintf("#%v", [i]) if not is_string(object.get(volume, "name", null))

_reading(reference, holder, key, at) := {
	"ref": ref,
	"name": trim_suffix(split(reference, "@")[0], concat("", [":", ref.tag])),
	"policy": _text(object.get(holder, key, "")),
	"policy_at": array.concat(at, [key]),
} if {
	ref := image.parse(reference)
}

_ours_to_come(reference) if trim_space(reference) == ""

_ours_to_come(reference) if startswith(reference, "ko://")

# Whether an image stream decides which image a container of that name runs.
_triggered(name) if {
	input.kind == "DeploymentConfig"
	triggers := input.spec.triggers
	is_array(triggers)
	some trigger in triggers
	trigger.type == "ImageChange"
	names := object.get(trigger, ["imageChangeParams", "containerNames"], [])
	is_array(names)
	name in names
}

_triggered(name) if {
	triggers := input.metadata.annotations["image.openshift.io/triggers"]
	is_string(triggers)
	contains(triggers, concat("", [`\"`, name, `\"`]))
}

_text(value) := value if is_string(value)

_text(value) := "" if not is_string(value)
