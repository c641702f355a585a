# METADATA
# title: Download is run unseen
# description: |
#   What a server sends is run at once, with the rights and the secrets of the build. Whoever takes
#   over that server, its name or the way to it runs code here, and may send it only to builds.
#   Download a version that you looked at, compare its checksum (`sha256sum -c`), and run it then;
#   or install a package.
# related_resources:
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
# custom:
#   severity: high
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   since: 0.1.0
#   peers: ["poutine:unverified_script_exec", GL011]
#   controls: ["owasp-cicd:CICD-SEC-3", "owasp-cicd:CICD-SEC-9", "cwe:494"]
package gatecheck.packages.download_and_run

import data.gatecheck.lib.download
import data.gatecheck.lib.shell

# curl … | sh
deny contains {
	"msg": sprintf("%s runs what %s sends", [runner.program, download.source(command)]),
	"at": command.at,
	"related": [{"at": runner.at, "msg": "run here"}],
} if {
	some command in download.commands
	not download.is_pinned(command)
	command.piped
	runners := [next | some next in shell.pipeline(command); _reads_script(next)]
	runner := runners[0]
}

# sh -c "$(curl …)", bash <(curl …), eval "$(curl …)", . <(curl …)
deny contains {
	"msg": sprintf("%s runs what %s sends", [outer.program, download.source(command)]),
	"at": command.at,
	"related": [{"at": outer.at, "msg": "run here"}],
} if {
	some command in download.commands
	not download.is_pinned(command)
	outer := shell.around(command)
	some text in _scripts_of(outer)
	regex.match(`^\s*(\$\(|<\(|\x60)`, text)
	contains(text, command.name)
}

# curl -o install.sh …; sh install.sh
deny contains {
	"msg": sprintf("%s runs what %s sends", [runner.program, download.source(command)]),
	"at": command.at,
	"related": [{"at": runner.at, "msg": "run here"}],
} if {
	some command in download.commands
	not download.is_pinned(command)
	not download.is_verified(command)
	file := download.file(command)
	runners := [next |
		some next in shell.beside(command)
		next.index > command.index
		_runs_file(next, file)
	]
	runner := runners[0]
}

_shells := {"sh", "bash", "ash", "dash", "zsh", "ksh"}

_interpreters := {"python", "python2", "python3", "perl", "ruby", "node", "php", "pwsh"}

# The options whose value is the next word.
_takes := {"-o", "-O", "+o", "+O", "--rcfile", "--init-file", "-W", "-X", "-I", "-r"}

# Whether an interpreter reads its script from the pipe.
_reads_script(command) if {
	command.program in _shells
	not _has_own_script(command)
	_takes_stdin(command)
}

_reads_script(command) if {
	command.program in _interpreters
	count([word | some i, word in command.words; i > 0; regex.match(`^-[A-Za-z]*[cemrp]`, word)]) == 0
	_takes_stdin(command)
}

_reads_script(command) if {
	command.program in {"source", "."}
	command.words[1] in {"/dev/stdin", "/proc/self/fd/0"}
}

_takes_stdin(command) if {
	read := shell.read(command, 0, _takes)
	count(read.operands) == 0
}

_takes_stdin(command) if {
	read := shell.read(command, 0, _takes)
	command.words[read.operands[0]] in {"-", "/dev/stdin", "/proc/self/fd/0"}
}

# What follows `-s` are the script's arguments.
_takes_stdin(command) if {
	command.program in _shells
	some word in command.words
	regex.match(`^-[a-z]*s[a-z]*$`, word)
}

_has_own_script(command) if {
	some i, word in command.words
	i > 0
	regex.match(`^-[a-z]*c[a-z]*$`, word)
}

# The texts that a command runs as a script.
_scripts_of(command) := [text |
	command.program in (_shells | _interpreters)
	some i, word in command.words
	i > 0
	regex.match(`^-[a-z]*[ce]$`, word)
	text := command.words[i + 1]
] if {
	_has_own_script(command)
} else := [command.words[i] |
	command.program in (_shells | _interpreters)
	read := shell.read(command, 0, _takes)
	i := read.operands[0]
	startswith(command.words[i], "<(")
] if {
	command.program in (_shells | _interpreters)
	shell.read(command, 0, _takes).operands != []
} else := [redirect.target |
	command.program in (_shells | _interpreters)
	some redirect in command.redirects
	redirect.op in {"<", "<<<"}
] if {
	command.program in (_shells | _interpreters)
} else := [command.words[1]] if {
	command.program in {"eval", "source", "."}
}

_runs_file(command, file) if {
	command.program in (_shells | _interpreters | {"source", "."})
	not _has_own_script(command)
	read := shell.read(command, 0, _takes)
	_same(command.words[read.operands[0]], file)
}

_runs_file(command, file) if {
	download.is_script(file)
	_same(command.words[0], file)
}

_same(word, file) if trim_prefix(word, "./") == trim_prefix(file, "./")
