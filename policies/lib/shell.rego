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
#   command.into      that command's place in `commands_of` the same script, or null
#   command.inside    the place of the command in whose words this one is written, or null
#   command.env       variables that are set for it
#   command.script    the route of the instruction or script it is in
#   command.index     its place among the commands of that script
package gatecheck.lib.shell

# Every command of the document.
commands contains command if {
	some i, instruction in input.instructions
	some j, raw in instruction.commands
	at := ["instructions", i, "commands", j]
	words_at := array.concat(
		[array.concat(at, ["name"])],
		[array.concat(at, ["args", k]) | some k, _ in raw.args],
	)
	command := _command(raw, ["instructions", i], j, words_at)
}

commands contains command if {
	some script in input.__gatecheck.scripts
	some j, raw in script.commands
	command := _command(raw, script.at, j, raw.words)
}

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

# The command that gets the output of `command` by `|`.
piped_into(command) := next if {
	command.into != null
	some next in commands
	next.script == command.script
	next.index == command.into
}

# The words behind the program that are no options.
operands(command) := [word |
	some i, word in command.words
	i > 0
	not startswith(word, "-")
]

# Whether one of the given options stands among the words, alone or as `--option=value`.
has_option(command, options) if {
	some i, word in command.words
	i > 0
	some option in options
	_is_option(word, option)
}

_is_option(word, option) if word == option

_is_option(word, option) if startswith(word, concat("", [option, "="]))
