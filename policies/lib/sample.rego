# Documents for the tests of rules about shell commands. Words are split at blanks, and every line is a
# command. No rule uses it outside of tests.
package gatecheck.lib.sample

# A Dockerfile with one RUN.
run(lines) := {
	"stages": [{
		"index": 0,
		"final": true,
		"from": {"image": "a:1", "resolved": "a:1", "scratch": false},
		"instructions": [0, 1],
	}],
	"instructions": [
		{"cmd": "FROM", "stage": 0, "flags": {}, "args": ["a:1"]},
		{"cmd": "RUN", "stage": 0, "flags": {}, "form": "shell", "commands": commands},
	],
} if {
	commands := [object.union(_command(line), {"at": ["instructions", 1, "commands", i]}) | some i, line in lines]
}

# A pipeline with one script, whose lines are a hundred bytes long.
script(lines) := {"__gatecheck": {
	"file": {"kind": "gitlab-ci"},
	"scripts": [{"at": ["a", "script", 0], "commands": commands}],
}} if {
	commands := [command |
		some i, line in lines
		command := object.union(_command(line), {
			"at": _slice(100 * i, count(line)),
			"words": _words(100 * i, split(line, " ")),
		})
	]
}

_words(from, words) := [_slice(from + count(before), count(word)) |
	some k, word in words
	before := concat(" ", array.concat(array.slice(words, 0, k), [""]))
]

_slice(start, length) := ["a", "script", 0, {"slice": [start, start + length]}]

_command(line) := {
	"name": words[0],
	"args": args,
	"literal": [literal | some arg in args; literal := indexof(arg, "$") < 0],
	"program": regex.replace(words[0], `^.*/`, ""),
	"effective": 0,
	"piped": false,
	"into": null,
	"inside": null,
	"env": {},
	"redirects": [],
} if {
	words := split(line, " ")
	args := array.slice(words, 1, count(words))
}
