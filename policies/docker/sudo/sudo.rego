# METADATA
# title: Sudo in a build
# description: |
#   The steps of a build run as root unless `USER` says otherwise, so `sudo` does nothing, or hides
#   that a step needs rights its user should not have, and it stays in the image for whoever breaks
#   in. Put the steps that need root before `USER`.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#user
# custom:
#   severity: medium
#   category: root
#   kinds: [dockerfile]
#   fix: unsafe
#   since: 0.1.0
#   peers: [DL3004, CKV2_DOCKER_1, DS-0010]
#   controls: ["cis-docker@1.6:4.1", "cwe:250"]
package gatecheck.docker.sudo

import data.gatecheck.lib.shell

deny contains object.union(
	{"msg": sprintf("%s is run through sudo", [command.program]), "at": at},
	_fix(command, at),
) if {
	some command in shell.commands
	command.cmd == "RUN"
	at := _at(command)
}

_at(command) := command.at if {
	regex.match(`^(.*/)?sudo$`, command.name)
	command.args_at[2] == "args"
} else := array.concat(command.at, ["name"]) if {
	regex.match(`^(.*/)?sudo$`, command.name)
} else := array.concat(command.at, ["args", k]) if {
	# Behind other wrappers: `env A=b sudo make`.
	words := count(command.args) + 1 - count(command.words)
	some k, arg in command.args
	k < words
	arg == "sudo"
}

# Options of sudo would become words of the command.
_fix(command, at) := {"fix": {"title": "run it directly", "ops": [{"op": "remove", "at": at}]}} if {
	at[count(at) - 1] == "name"
	count(command.args) == count(command.words)
} else := {}
