# METADATA
# title: Secret written into a command line
# description: |
#   The secret stands in the manifest, and while the container runs, in the list of processes: of
#   the node, of every debugging session, of crash reports. Give the program a file or a variable
#   that comes from a Secret, and change the value, since the history of the repository keeps it.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/inject-data-application/distribute-credentials-secure/
# custom:
#   severity: high
#   category: secrets
#   kinds: [kubernetes]
#   match: {view: pod}
#   since: 0.1.0
#   controls: ["cis-k8s@1.12:5.4.1", "cwe:214", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.k8s.secret_in_args

import data.gatecheck.lib.k8s
import data.gatecheck.lib.secret

deny contains {
	"msg": sprintf("container %q has the value of %s in clear on its command line", [container.name, name]),
	"at": array.concat(container.at, place.at),
} if {
	some container in k8s.containers
	some place in _words(container.raw)
	some name in _given(place)
}

# Every word of the command line, with the one before it.
_words(raw) := [{"at": [list, i], "word": word, "before": before} |
	some list in ["command", "args"]
	words := object.get(raw, list, [])
	is_array(words)
	some i, word in words
	is_string(word)
	before := concat("", [prior | some j, prior in words; j == i - 1; is_string(prior)])
]

# The names of the secrets, as written, that a word gives: itself, as what follows an option, or as a script.
_given(place) := {concat("", [dashes, name]) |
	some [_, dashes, name, value] in regex.find_all_string_submatch_n(_both, place.word, 1)
	_tells(name, value)
} | {concat("", [dashes, name]) |
	some [_, dashes, name] in regex.find_all_string_submatch_n(_option, place.before, 1)
	not regex.match(_switch, name)
	not startswith(place.word, "-")
	_tells(name, place.word)
	_odd(place.word)
} | {concat("", [dashes, name]) |
	regex.match(`\s`, place.word)
	some [_, dashes, name, value] in regex.find_all_string_submatch_n(_assignment, place.word, -1)
	_tells(name, trim(value, `"'`))
}

_both := `^(-{0,2})([A-Za-z][A-Za-z0-9._-]*)=(.+)$`

_option := `^(--?)([A-Za-z][A-Za-z0-9._-]+)$`

_tells(name, value) if {
	secret.is_name(name)
	secret.is_literal(value)
}

# Options that take no value.
_switch := `^(no|use|show|enable|disable|require|allow|with|without|print|skip|rotate|generate)-`

# A plain word behind an option may be the program's next command.
_odd(word) if not regex.match(`^[a-z]+([-_][a-z]+)*$`, word)

# In a script: `PASSWORD=… program`, `program --password=…`, `program --password …`.
_assignment := concat("", [
	`(?:^|[\s;&|(])(-{0,2})([A-Za-z][A-Za-z0-9_.-]*)=("[^"\n]*"|'[^'\n]*'|[^\s;&|"'()]+)`,
])
