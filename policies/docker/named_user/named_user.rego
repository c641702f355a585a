# METADATA
# title: User is a name, not a number
# description: |
#   With `runAsNonRoot: true` the kubelet refuses an image whose user is a name, since only the
#   image itself knows whether that name stands for root. Write the user's number.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: low
#   category: root
#   kinds: [dockerfile]
#   fix: unsafe
#   since: 0.1.0
#   peers: [DL3066]
#   controls: ["cis-docker@1.6:4.1"]
package gatecheck.docker.named_user

import data.gatecheck.lib.docker
import data.gatecheck.lib.shell

deny contains object.union(
	{
		"msg": sprintf("user %q is a name: Kubernetes cannot tell that it is not root", [name]),
		"at": stage.user.at,
	},
	_fix(stage, name),
) if {
	stage := docker.final
	not docker.is_root(stage.user.value)
	not docker.is_windows(stage)
	name := split(stage.user.value, ":")[0]
	regex.match(`^[A-Za-z_][A-Za-z0-9_.-]*$`, name)
}

_fix(stage, name) := {"fix": {
	"title": "name the user by its number",
	"ops": [_set(stage, name, number)],
}} if {
	number := _number(stage, name)
} else := {"fix": {
	"title": "name the user by its number",
	"applicability": "manual",
	"ops": [_set(stage, name, "<uid>")],
}}

_set(stage, name, number) := {
	"op": "set",
	"at": stage.user.at,
	"value": concat("", [number, trim_prefix(stage.user.value, name)]),
}

# The number that the file itself gives to the user.
_number(stage, name) := number if {
	numbers := {value.value |
		some command in shell.commands
		command.program in {"useradd", "adduser"}
		name in command.words
		command.script[1] in docker.instructions(stage)
		some value in shell.values(command, {"-u", "--uid"})
		regex.match(`^[0-9]+$`, value.value)
	}
	count(numbers) == 1
	some number in numbers
} else := "1000" if {
	name == "node"
	regex.match(`^(docker\.io/)?(library/)?node(:|@|$)`, docker.base(stage))
} else := "101" if {
	name == "nginx"
	regex.match(`^(docker\.io/)?(library/)?nginx(:|@|$)`, docker.base(stage))
} else := "65532" if {
	name == "nonroot"
	regex.match(`^gcr\.io/distroless/|^cgr\.dev/chainguard/`, docker.base(stage))
}
