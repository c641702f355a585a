# Commands that log in to a registry with the password among their arguments.
package gatecheck.lib.registry_login

import data.gatecheck.lib.shell

# Each {command, index, words, value}: the command (of lib.shell), the place of the option among its words,
# how many words option and password are, and the place of the word that holds the password.
passwords := [password |
	some command in shell.commands
	_is_login(command)
	found := [found |
		some i, word in command.words
		i > 0
		found := _password(command, i, word)
	]
	password := object.union(found[0], {"command": command})
]

_is_login(command) if {
	command.program in {"docker", "podman", "buildah", "skopeo", "nerdctl"}
	"login" in array.slice(command.words, 1, 3)
}

_is_login(command) if {
	command.program in {"helm", "crane", "oras", "regctl"}
	array.slice(command.words, 1, 3) in [["registry", "login"], ["auth", "login"]]
}

_is_login(command) if {
	command.program == "oras"
	command.words[1] == "login"
}

_password(command, i, word) := {"index": i, "words": 2, "value": i + 1} if {
	word in {"-p", "--password"}
	i + 1 < count(command.words)
} else := {"index": i, "words": 1, "value": i} if {
	regex.match(`^(--password=.|-p[^-])`, word)
}
