# METADATA
# title: Image runs as root explicitly
# description: |
#   The last `USER` of the final stage is root, so every container runs as root unless something
#   else takes that away. A process that breaks out of a root container is root on the node. Go back
#   to a user without rights once the steps that need root are done.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#   - ref: https://docs.docker.com/build/building/best-practices/#user
# custom:
#   severity: high
#   category: root
#   kinds: [dockerfile]
#   fix: unsafe
#   since: 0.1.0
#   peers: [DL3002, CKV_DOCKER_8, DS-0002]
#   controls: ["cis-docker@1.6:4.1", "owasp-cicd:CICD-SEC-7", "cwe:250"]
#   settings:
#     user:
#       default: "10001"
#       description: The user that a fix writes if the file names none.
package gatecheck.docker.root_user

import data.gatecheck.lib.docker

deny contains {
	"msg": sprintf("the image runs as user %s", [docker.user(stage)]),
	"at": stage.user.at,
	"fix": {"title": "run as a user without rights", "ops": [_op(stage)]},
} if {
	stage := docker.final
	docker.is_root(docker.user(stage))
}

# The last USER itself if no step behind it needs root, else one more before the command.
_op(stage) := {"op": "set", "at": stage.user.at, "value": _user(stage)} if {
	not _needed(stage)
} else := {
	"op": "insert",
	"at": ["instructions", docker.user_place(stage)],
	"value": concat(" ", ["USER", _user(stage)]),
}

_needed(stage) if {
	some i in docker.instructions(stage)
	i > stage.user.at[1]
	input.instructions[i].cmd in {"RUN", "COPY", "ADD", "WORKDIR"}
}

# A user from before root was needed, if there is one.
_user(stage) := user if {
	others := {i |
		some i in docker.instructions(stage)
		input.instructions[i].cmd == "USER"
		not docker.is_root(input.instructions[i].value)
	}
	count(others) > 0
	user := input.instructions[max(others)].value
} else := data.gatecheck.config.docker.root_user.user
