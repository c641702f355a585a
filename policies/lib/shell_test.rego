package gatecheck.lib.shell_test

import data.gatecheck.lib.sample
import data.gatecheck.lib.shell

# `sudo -E pip install a`, as the parser gives it.
_sudo := {
	"name": "sudo", "args": ["-E", "/usr/bin/pip", "install", "a"],
	"literal": [true, true, true, false],
	"program": "pip", "effective": 2, "piped": false, "env": {}, "redirects": [],
}

_dockerfile := {"stages": [], "instructions": [{
	"cmd": "RUN",
	"form": "shell",
	"commands": [object.union(_sudo, {"at": ["instructions", 0, "commands", 0]})],
}]}

test_wrappers_are_left_out if {
	commands := shell.commands with input as _dockerfile
	commands == [{
		"name": "sudo",
		"args": ["-E", "/usr/bin/pip", "install", "a"],
		"program": "pip",
		"words": ["/usr/bin/pip", "install", "a"],
		"literal": [true, true, false],
		"words_at": [["instructions", 0, "commands", 0, "args", k] | some k in [1, 2, 3]],
		"at": ["instructions", 0, "commands", 0],
		"piped": false,
		"into": null,
		"inside": null,
		"env": {},
		"redirects": [],
		"script": ["instructions", 0],
		"index": 0,
		"cmd": "RUN",
		"args_at": ["instructions", 0, "commands", 0, "args"],
		"first": 2,
	}]
	shell.insert_word(commands[0], 1, "-q") == {
		"op": "insert",
		"at": ["instructions", 0, "commands", 0, "args", 3],
		"value": "-q",
	}
}

test_exec_form if {
	commands := shell.commands with input as {"stages": [], "instructions": [
		{"cmd": "RUN", "form": "exec", "commands": [], "args": ["sudo", "/bin/npm", "i"]},
		{"cmd": "CMD", "form": "exec", "commands": [], "args": ["npm", "start"]},
		{"cmd": "CMD", "form": "exec", "commands": [], "args": []},
		{"cmd": "RUN", "form": "exec", "commands": [], "args": ["sudo", "-E", "npm"]},
	]}
	[[c.cmd, c.program, c.words, c.words_at[0]] | some c in commands] == [
		["RUN", "npm", ["/bin/npm", "i"], ["instructions", 0, "args", 1]],
		["CMD", "npm", ["npm", "start"], ["instructions", 1, "args", 0]],
		["RUN", "sudo", ["sudo", "-E", "npm"], ["instructions", 3, "args", 0]],
	]
	shell.insert_word(commands[0], 1, "x").at == ["instructions", 0, "args", 3]
}

test_other_documents_have_no_instructions if {
	document := {"instructions": [{"commands": [{"args": 1}]}], "stages": ["build"]}
	commands := shell.commands
		with input as object.union(document, {"__gatecheck": {"file": {"kind": "gitlab-ci"}}})
	commands == []
	bare := shell.commands with input as {"stages": ["build"], "instructions": {"script": "x"}}
	bare == []
}

_script(lines) := commands if {
	commands := shell.commands with input as sample.script(lines)
}

_chained := json.patch(sample.script(["curl a", "tee b", "sh", "c d"]), [
	{"op": "replace", "path": "/__gatecheck/scripts/0/commands/0/into", "value": 1},
	{"op": "replace", "path": "/__gatecheck/scripts/0/commands/1/into", "value": 2},
	{"op": "replace", "path": "/__gatecheck/scripts/0/commands/3/inside", "value": 0},
])

test_pipes if {
	commands := shell.commands with input as _chained
	shell.piped_into(commands[0]).program == "tee" with input as _chained
	not shell.piped_into(commands[2]) with input as _chained
	[c.program | some c in shell.pipeline(commands[0])] == ["tee", "sh"] with input as _chained
	shell.pipeline(commands[3]) == [] with input as _chained
}

test_inside if {
	commands := shell.commands with input as _chained
	shell.around(commands[3]).program == "curl" with input as _chained
	not shell.around(commands[0]) with input as _chained
}

test_words if {
	command := _script(["a -x y --z=1 b -- -c"])[0]
	shell.read(command, 0, {"-x"}) == {"options": [1, 3], "operands": [4, 6]}
	shell.read(command, 2, set()) == {"options": [3], "operands": [4, 6]}
	shell.operands(command) == ["y", "b"]
	shell.has_option(command, {"-q", "--z"})
	shell.has_option(command, {"-x"})
	not shell.has_option(command, {"--zz", "-z"})
	shell.values(command, {"-x", "--z"}) == [{"value": "y", "word": 2}, {"value": "1", "word": 3}]
}

test_edits_of_scripts if {
	command := _script(["npm  --a=$b"])[0]
	slices := [at[count(at) - 1].slice | some at in command.words_at]
	shell.set_word(command, 0, "x") == {"op": "set", "at": ["a", "script", 0, {"slice": [0, 3]}], "value": "x"}
	shell.insert_word(command, 0, "ci").value == "npm ci"
	not shell.insert_word(command, count(slices) - 1, "quoted words stay")
	shell.remove_word(command, 1).at == ["a", "script", 0, {"slice": [slices[0][1], slices[1][1]]}]
}

test_edits_of_dockerfiles if {
	commands := shell.commands with input as _dockerfile
	shell.remove_word(commands[0], 2) == {"op": "remove", "at": ["instructions", 0, "commands", 0, "args", 3]}
}
