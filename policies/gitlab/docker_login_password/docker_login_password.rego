# METADATA
# title: Password of a registry is an argument
# description: |
#   Other processes on the runner can read the arguments of a command, and `set -x` writes them into
#   the log. Pipe the password into `--password-stdin`.
# related_resources:
#   - ref: https://docs.docker.com/reference/cli/docker/login/#password-stdin
#   - ref: https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/
# custom:
#   severity: medium
#   category: secrets
#   names_only: true
#   kinds: [gitlab-ci]
#   fix: unsafe
#   since: 0.1.0
#   peers: [GL029]
#   controls: ["owasp-cicd:CICD-SEC-6", "nist-800-53:IA-5(7)", "cwe:214"]
package gatecheck.gitlab.docker_login_password

import data.gatecheck.lib.registry_login
import data.gatecheck.lib.shell

deny contains object.union({
	"msg": sprintf("%s login is given the password as an argument", [password.command.program]),
	"at": password.command.words_at[password.index],
}, _fix(password.command, password)) if {
	some password in registry_login.passwords

	# One that is written out is a worse thing.
	password.command.literal[password.value] == false
}

# The same command with its standard input, where the whole of it stands in one piece of text.
_fix(command, password) := {"fix": {
	"title": "pipe the password into the command",
	"ops": [{"op": "replace", "at": command.script, "find": whole, "with": with_input}],
}} if {
	some script in input.__gatecheck.scripts
	script.at == command.script
	regex.match(`^[\x00-\x7F]*$`, script.text)
	whole := _text(script, command.at)
	option := command.words_at[password.index]
	last := command.words_at[(password.index + password.words) - 1]
	written := _text(script, last)
	secret := regex.replace(written, `^(--password=|-p)`, "")
	regex.match(`^"?\$(\{[A-Za-z_][A-Za-z0-9_]*\}|[A-Za-z_][A-Za-z0-9_]*)"?$`, secret)
	not _has_input(command)
	start := option[count(option) - 1].slice[0] - command.at[count(command.at) - 1].slice[0]
	end := last[count(last) - 1].slice[1] - command.at[count(command.at) - 1].slice[0]
	with_input := concat("", [
		`echo "`, trim(secret, `"`), `" | `,
		substring(whole, 0, start), "--password-stdin", substring(whole, end, -1),
	])
} else := {}

# What the script says at a route, in which a slice is of the script's text.
_text(script, at) := substring(script.text, slice[0], slice[1] - slice[0]) if {
	slice := at[count(at) - 1].slice
}

_has_input(command) if {
	some other in shell.commands
	other.script == command.script
	other.into == command.index
}

_has_input(command) if {
	some redirect in command.redirects
	startswith(redirect.op, "<")
}
