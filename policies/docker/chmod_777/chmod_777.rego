# METADATA
# title: Files that everyone may write
# description: |
#   With write access for everyone, whatever gets into the container as any user may replace a
#   program or a setting that others trust. Give write access to the owner or to a group.
#   OpenShift's changing users are all in group 0: `chgrp -R 0` and `chmod -R g=u` serve them.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
# custom:
#   severity: medium
#   category: root
#   kinds: [dockerfile]
#   fix: unsafe
#   since: 0.1.0
#   peers: []
#   controls: ["cwe:732"]
package gatecheck.docker.chmod_777

import data.gatecheck.lib.shell

deny contains object.union(
	{"msg": sprintf("chmod %s lets everyone write", [mode]), "at": command.words_at[k]},
	_fix(shell.set_word(command, k, _narrow(mode)), _narrow(mode)),
) if {
	some command in shell.commands
	command.program == "chmod"
	command.cmd == "RUN"
	k := min({w | some w, word in command.words; w > 0; _is_mode(word)})
	mode := command.words[k]
	_for_everyone(mode)
}

deny contains object.union(
	{"msg": sprintf("--chmod=%s lets everyone write", [mode]), "at": at},
	_fix({"op": "set", "at": at, "value": _narrow(mode)}, _narrow(mode)),
) if {
	some i, instruction in input.instructions
	some k, mode in instruction.flags.chmod
	_for_everyone(mode)
	at := ["instructions", i, "flags", "chmod", k]
}

_is_mode(word) if regex.match(`^[0-7]{3,5}$`, word)

_is_mode(word) if regex.match(`^([ugoa]*[-+=][-+=rwxXstugo]*(,|$))+$`, word)

# Others may write, and no sticky bit keeps what is in the folder to its owners.
_for_everyone(mode) if regex.match(`^0?[02467]?[0-7]{2}[2367]$`, mode)

_for_everyone(mode) if {
	some part in split(mode, ",")
	regex.match(`^[ugoa]*[oa][ugoa]*[+=][rxX]*w`, part)
	not regex.match(`t`, mode)
}

# The same without write access for others; "" where that is not obvious.
_narrow(mode) := narrow if {
	regex.match(`^[0-7]+$`, mode)
	last := _without_write[substring(mode, count(mode) - 1, 1)]
	narrow := concat("", [substring(mode, 0, count(mode) - 1), last])
} else := object.get(_symbolic, mode, "")

_without_write := {"2": "0", "3": "1", "6": "4", "7": "5"}

_symbolic := {
	"a+rwx": "ug+rwx,o+rx",
	"ugo+rwx": "ug+rwx,o+rx",
	"a=rwx": "ug=rwx,o=rx",
	"ugo=rwx": "ug=rwx,o=rx",
	"a+rw": "ug+rw,o+r",
	"ugo+rw": "ug+rw,o+r",
	"a+rwX": "ug+rwX,o+rX",
	"ugo+rwX": "ug+rwX,o+rX",
	"a+w": "ug+w",
	"ugo+w": "ug+w",
	"o+rwx": "o+rx",
	"o+rw": "o+r",
	"go+rw": "g+rw,o+r",
	"go+rwx": "g+rwx,o+rx",
	"go+w": "g+w",
}

_fix(op, narrow) := {"fix": {"title": "keep others from writing", "ops": [op]}} if {
	narrow != ""
} else := {}
