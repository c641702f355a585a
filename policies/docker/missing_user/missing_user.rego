# METADATA
# title: Image runs as root
# description: |
#   The final stage names no user, so the container runs as the user of its base image, which is
#   root unless that image says otherwise. A process that breaks out of a root container is root on
#   the node. Name a user by its number: Kubernetes can tell from a number, not from a name, that it
#   is not root.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#   - ref: https://docs.docker.com/build/building/best-practices/#user
# custom:
#   severity: high
#   category: root
#   kinds: [dockerfile]
#   fix: unsafe
#   since: 0.1.0
#   peers: [CKV_DOCKER_3, DS-0002]
#   controls: ["cis-docker@1.6:4.1", "owasp-cicd:CICD-SEC-7", "cwe:250"]
#   settings:
#     user:
#       default: "10001"
#       description: The user that a fix writes.
#     rootless_images:
#       default: []
#       description: Regular expressions of base images that set a user other than root themselves.
package gatecheck.docker.missing_user

import data.gatecheck.lib.docker

deny contains {
	"msg": sprintf(
		"the image built from %s runs as the user of its base, which may be root",
		[stage.from.image],
	),
	"at": ["stages", stage.index, "user"],
	"fix": {"title": "run as a user without rights", "ops": [{
		"op": "insert",
		"at": ["instructions", docker.user_place(stage)],
		"value": concat(" ", ["USER", data.gatecheck.config.docker.missing_user.user]),
	}]},
} if {
	stage := docker.final
	not stage.user
	not docker.is_windows(stage)
	not _only_files(stage)
	not _rootless(docker.base(stage))
}

# Without a command, an empty base has nothing to run: the stage hands out files.
_only_files(stage) if {
	docker.base(stage) == "scratch"
	commands := [i |
		some i in docker.instructions(stage)
		input.instructions[i].cmd in {"CMD", "ENTRYPOINT"}
	]
	count(commands) == 0
}

# Images that are made to run without root, and say so in their name.
_rootless(image) if regex.match(`nonroot|rootless|unprivileged|chiseled`, image)

# Chainguard's images run as 65532, but for the bases that one builds on.
_rootless(image) if {
	startswith(image, "cgr.dev/chainguard/")
	not regex.match(`^cgr\.dev/chainguard/(wolfi-base|chainguard-base)\b`, image)
}

_rootless(image) if regex.match(`(^|/)bitnami(legacy|secure)?/`, image)

_rootless(image) if {
	some pattern in data.gatecheck.config.docker.missing_user.rootless_images
	regex.match(pattern, image)
}
