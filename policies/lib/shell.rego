# Shell commands, wherever a document has them: the RUN instructions of a Dockerfile, the `run:` of a
# workflow, the `script:` of a pipeline. They are listed whether or not they would run.
#
#   command.name      the first word, and `args` the words after it, without quotes
#   command.program   the program that does the work: `sudo -u x /usr/bin/pip` is pip
#   command.words     the words from the program on; words[0] is the program's
#   command.literal   for each of `words` whether it is just text, without $variables
#   command.at        the command's route
#   command.words_at  for each of `words` its route
#   command.piped     whether its output goes into another command by `|`
#   command.into      that command's place among the commands of the same script, or null
#   command.inside    the place of the command in whose words this one is written, or null
#   command.env       variables that are set for it
#   command.redirects [{op, target}]
#   command.script    the route of the instruction or script it is in
#   command.index     its place among the commands of that script
#   command.cmd       the instruction it is in (RUN, CMD, ...), "" if it is in no Dockerfile
#   command.args_at   the route of the list of its arguments, null where it is no list but text
#   command.first     the place of words[1] in that list
package gatecheck.lib.shell

# Every command of the document, in the order of the text.
commands := array.concat(array.concat(_listed, _exec), _scripted)

# Whether the document is a Dockerfile.
is_dockerfile if input.__gatecheck.file.kind == "dockerfile"

is_dockerfile if {
	not input.__gatecheck.file
	is_array(input.stages)
	is_array(input.instructions)
}

_listed := [command |
	is_dockerfile
	some i, instruction in input.instructions
	some j, raw in instruction.commands
	at := ["instructions", i, "commands", j]
	args_at := array.concat(at, ["args"])
	words_at := array.concat([array.concat(at, ["name"])], [array.concat(args_at, [k]) | some k, _ in raw.args])
	command := object.union(
		_command(raw, ["instructions", i], j, words_at),
		{"cmd": instruction.cmd, "args_at": args_at, "first": raw.effective},
	)
]

# `RUN ["npm", "install"]` asks no shell, but runs a command all the same.
_exec := [command |
	is_dockerfile
	some i, instruction in input.instructions
	object.get(instruction, "form", "") == "exec"
	count(instruction.commands) == 0
	count(instruction.args) > 0
	at := ["instructions", i, "args"]
	effective := _behind_sudo(instruction.args)
	raw := {
		"name": instruction.args[0],
		"args": array.slice(instruction.args, 1, count(instruction.args)),
		"program": regex.replace(instruction.args[effective], `^.*/`, ""),
		"effective": effective,
		"literal": [true | some k, _ in instruction.args; k > 0],
		"piped": false,
		"env": {},
		"redirects": [],
		"at": ["instructions", i],
	}
	words_at := [array.concat(at, [k]) | some k, _ in instruction.args]
	command := object.union(
		_command(raw, ["instructions", i], 0, words_at),
		{"cmd": instruction.cmd, "args_at": at, "first": effective + 1},
	)
]

_behind_sudo(args) := 1 if {
	args[0] == "sudo"
	count(args) > 1
	not startswith(args[1], "-")
} else := 0

_scripted := [command |
	some script in input.__gatecheck.scripts
	some j, raw in script.commands
	command := object.union(
		_command(raw, script.at, j, raw.words),
		{"cmd": "", "args_at": null, "first": 0},
	)
]

_command(raw, script, index, words_at) := {
	"name": raw.name,
	"args": raw.args,
	"program": raw.program,
	"words": array.slice(array.concat([raw.name], raw.args), raw.effective, count(words_at)),
	"literal": array.slice(array.concat([true], raw.literal), raw.effective, count(words_at)),
	"words_at": array.slice(words_at, raw.effective, count(words_at)),
	"at": raw.at,
	"piped": raw.piped,
	"into": object.get(raw, "into", null),
	"inside": object.get(raw, "inside", null),
	"env": raw.env,
	"redirects": raw.redirects,
	"script": script,
	"index": index,
}

# The commands of the same script.
beside(command) := [other | some other in commands; other.script == command.script]

# The command that gets the output of `command` by `|`.
piped_into(command) := next if {
	command.into != null
	some next in commands
	next.script == command.script
	next.index == command.into
}

# The commands that get the output of `command`, directly or through others.
pipeline(command) := [other |
	script := beside(command)
	edges := {next.index: targets |
		some next in script
		targets := {next.into | next.into != null}
	}
	reached := graph.reachable(edges, {command.index})
	some other in script
	other.index in reached
	other.index != command.index
]

# The command in whose words `command` is written.
around(command) := outer if {
	command.inside != null
	some outer in commands
	outer.script == command.script
	outer.index == command.inside
}

# The words behind the program that are no options.
operands(command) := [word |
	some i, word in command.words
	i > 0
	not startswith(word, "-")
]

# The words behind the word `first`, as options and operands:
#   operands  the places in `words` of those that are neither options nor their values
#   options   the places of the options
# `takes` are the options whose value is the next word. What follows `--` is an operand.
read(command, first, takes) := found if {
	words := command.words
	end := min({count(words)} | {i | some i, word in words; i > first; word == "--"})
	values := {i |
		some i, _ in words
		i > first + 1
		i < end
		words[i - 1] in takes
	}
	options := [i |
		some i, word in words
		i > first
		i < end
		regex.match(`^-.`, word)
		not i in values
	]
	found := {
		"options": options,
		"operands": [i |
			some i, _ in words
			i > first
			i != end
			not i in values
			not i in {option | some option in options}
		],
	}
}

# Whether one of the given options stands among the words, alone or as `--option=value`.
has_option(command, options) if {
	some i, word in command.words
	i > 0
	some option in options
	_is_option(word, option)
}

_is_option(word, option) if word == option

_is_option(word, option) if startswith(word, concat("", [option, "="]))

# The values of the given options, each with its place: `{"value", "word"}`, whether they are written as
# `--option value` or as `--option=value`.
values(command, options) := array.concat(
	[{"value": command.words[i], "word": i} |
		some i, _ in command.words
		i > 1
		command.words[i - 1] in options
	],
	[{"value": value, "word": i} |
		some i, word in command.words
		i > 0
		some option in options
		startswith(word, concat("", [option, "="]))
		value := substring(word, count(option) + 1, -1)
	],
)

# Operations of fixes. They read the same for a Dockerfile and for a script.

# Writes another word in the place of words[k].
set_word(command, k, word) := {"op": "set", "at": command.words_at[k], "value": word}

# Writes a word behind words[k], which must be written without quotes.
insert_word(command, k, word) := {
	"op": "insert",
	"at": array.concat(command.args_at, [command.first + k]),
	"value": word,
} if {
	command.args_at != null
}

insert_word(command, k, word) := {
	"op": "set",
	"at": command.words_at[k],
	"value": concat(" ", [command.words[k], word]),
} if {
	command.args_at == null
	regex.match(`^[A-Za-z0-9_./@:=+-]+$`, command.words[k])
}

# Takes words[k] away, with the blank before it; not for the program itself.
remove_word(command, k) := {"op": "remove", "at": command.words_at[k]} if command.args_at != null

remove_word(command, k) := {"op": "set", "at": array.concat(script, [{"slice": [start, end]}]), "value": ""} if {
	command.args_at == null
	script := command.script
	start := _slice(command.words_at[k - 1])[1]
	end := _slice(command.words_at[k])[1]
}

_slice(at) := at[count(at) - 1].slice
