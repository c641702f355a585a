# METADATA
# title: Image runs as root
# description: |
#   The final stage names no user, so the container runs as the user of its base image, which is root unless
#   that image says otherwise. Name a user by its number: Kubernetes can tell from a number, not from a name,
#   that it is not root.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
# custom:
#   severity: medium
#   category: root
#   kinds: [dockerfile]
#   fix: unsafe
#   since: 0.1.0
#   peers: [CKV_DOCKER_3, DS-0002]
#   controls: ["cis-docker@1.7.0:4.1"]
package gatecheck.docker.missing_user

deny contains {
	"msg": sprintf("the image built from %s runs as the user of its base", [stage.from.image]),
	"at": array.concat(stage.at, ["value"]),
	"fix": {"title": "run as a user without rights", "ops": [{
		"op": "insert",
		"at": ["instructions", min(_ends(stage))],
		"value": "USER 10001",
	}]},
} if {
	some stage in input.stages
	stage.final
	not stage.user
	not _rootless(stage)
}

# Images that are made to run without root say so in their tag.
_rootless(stage) if contains(object.get(stage.from, "resolved", ""), "nonroot")

# Where a USER can stand: before the command that it is for, else at the end.
_ends(stage) := {count(input.instructions)} | {i |
	some i in stage.instructions
	input.instructions[i].cmd in {"CMD", "ENTRYPOINT"}
}
