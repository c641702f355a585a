# Variables that a document gives to the commands it runs, however it does so: ENV and ARG of a
# Dockerfile, the `env` of a workflow, the `variables` of a pipeline, `A=b command`, `export A=b`,
# `go env -w A=b`, `echo A=b >> $GITHUB_ENV`.
#
#   variable.name    as written
#   variable.value   text; numbers and truth values as they are written in JSON
#   variable.at      the route of the value
#   variable.remove  the operation that takes the variable away, null if there is none
package gatecheck.lib.environment

import data.gatecheck.lib.shell

variables := array.concat(array.concat(_pairs, _mapped), array.concat(_assigned, _exported))

_pairs := [variable |
	shell.is_dockerfile
	some i, instruction in input.instructions
	instruction.cmd in {"ENV", "ARG"}
	some j, pair in instruction.pairs
	at := ["instructions", i, "pairs", j]
	variable := {
		"name": pair.key,
		"value": pair.value,
		"at": array.concat(at, ["value"]),
		"remove": {"op": "remove", "at": at},
	}
]

_mapped := [variable |
	not shell.is_dockerfile
	walk(object.remove(input, ["__gatecheck"]), [path, value])
	count(path) > 1
	name := path[count(path) - 1]
	is_string(name)
	path[count(path) - 2] in {"env", "variables"}
	variable := {
		"name": name,
		"value": _text(value),
		"at": array.concat(path, _inner(value)),
		"remove": {"op": "remove", "at": path},
	}
]

# A pipeline's variable may have a description beside its value.
_text(value) := value if is_string(value)

_text(value) := json.marshal(value) if is_number(value)

_text(value) := json.marshal(value) if is_boolean(value)

_text(value) := value.value if is_string(value.value)

_inner(value) := ["value"] if {
	is_object(value)
} else := []

_assigned := [variable |
	some command in shell.commands
	some name, value in command.env
	variable := {"name": name, "value": value, "at": command.at, "remove": null}
]

_exported := [variable |
	some command in shell.commands
	_exports(command)
	some i, word in command.words
	i > 0
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*=`, word)
	name := split(word, "=")[0]
	variable := {
		"name": name,
		"value": substring(word, count(name) + 1, -1),
		"at": command.words_at[i],
		"remove": null,
	}
]

_exports(command) if command.program == "export"

_exports(command) if {
	command.program == "go"
	command.words[1] == "env"
	command.words[2] == "-w"
}

# `echo A=b >> $GITHUB_ENV`
_exports(command) if {
	command.program == "echo"
	some redirect in command.redirects
	contains(redirect.target, "GITHUB_ENV")
}

# Whether a URL or a host is on the machine itself.
is_local(url) if regex.match(concat("", [`^([a-z]+://)?([^/@]*@)?(`, concat("|", _local), `)([:/?#]|$)`]), url)

_local := {
	`localhost`, `[a-z0-9.-]+\.localhost`, `127\.[0-9.]+`, `0\.0\.0\.0`, `\[?::1\]?`,
	`host\.docker\.internal`,
}
