# METADATA
# title: Checkout leaves its token in the workspace
# description: |
#   Unless told otherwise, actions/checkout writes the job's token to the disk for later git
#   commands. Every later step can read it, and an upload of the workspace publishes it. Set
#   `persist-credentials: false`, and give the token only to the step that pushes.
# related_resources:
#   - ref: https://github.com/actions/checkout#usage
# custom:
#   severity: medium
#   category: secrets
#   names_only: true
#   kinds: [github-actions]
#   fix: safe
#   since: 0.1.0
#   peers: ["zizmor:artipacked", "ghalint:checkout_persist_credentials_should_be_false"]
#   controls: ["owasp-cicd:CICD-SEC-6", "nist-800-53:IA-5(7)", "cwe:522"]
package gatecheck.github.persisted_credentials

import data.gatecheck.lib.github
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf("%s leaves the token behind: persist-credentials is not false", [step.label]),
	"at": at,
	"fix": {
		"title": "do not leave the token behind",
		"applicability": _applicability(step),
		"ops": [{"op": "set", "at": at, "value": false}],
	},
} if {
	some step in github.steps
	is_string(step.raw.uses)
	regex.match(`^(?i)actions/checkout(@|$)`, trim_space(step.raw.uses))

	# Who writes it down, even as true, has thought about it.
	object.get(_with(step), "persist-credentials", null) == null
	at := array.concat(step.at, ["with", "persist-credentials"])
}

_with(step) := step.raw["with"] if is_object(step.raw["with"])

_with(step) := {} if not is_object(object.get(step.raw, "with", null))

_applicability(step) := "unsafe" if {
	some later in github.steps
	later.job == step.job
	later.index > step.index
	_may_use_token(later)
} else := "unsafe" if {
	# Who uses an action of its own goes on after it.
	step.job == ""
} else := "safe"

# Actions that go on with the checkout: those of the repository, and those that push.
_may_use_token(step) if regex.match(`^[.$]/`, step.raw.uses)

_may_use_token(step) if {
	regex.match(`(?i)push|commit|release|deploy|pages|changeset|pull-request|tag|version|submodule`, step.raw.uses)
}

# Commands that talk to the remote, or run what nobody sees here.
_may_use_token(step) if {
	some command in shell.commands
	array.slice(command.script, 0, count(step.at)) == step.at
	_talks(command)
}

# What is no shell script is not read.
_may_use_token(step) if {
	some script in input.__gatecheck.scripts
	array.slice(script.at, 0, count(step.at)) == step.at
	script.commands == []
}

_talks(command) if {
	command.program == "git"
	some word in command.words
	word in {"push", "pull", "fetch", "clone", "submodule", "lfs", "ls-remote", "remote"}
}

_talks(command) if regex.match(`(?i)release|publish|deploy|push|version|lerna|changeset`, concat(" ", command.words))

_talks(command) if regex.match(`/|\.(sh|bash|py|js|ts|rb)$`, command.name)

_talks(command) if {
	command.program in {"bash", "sh", "zsh", "make", "just", "task", "mage", "python", "python3", "node", "source", "."}
}
