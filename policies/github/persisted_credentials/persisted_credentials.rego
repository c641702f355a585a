# METADATA
# title: Checkout leaves its token in the workspace
# description: |
#   Unless told otherwise, actions/checkout writes the job's token to the disk for later git
#   commands. Every later step can read it, and an upload of the workspace publishes it. Set
#   `persist-credentials: false`, and give the token only to the step that pushes. (The fix is safe
#   only where every later step of the job is known to do without the token.)
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

# Safe where every later step of the job is known to do without the token. In an action nobody knows what comes
# after it, and in a partial clone git fetches whenever it lacks something.
_applicability(step) := "safe" if {
	step.job != ""
	object.keys(_with(step)) & {"filter", "sparse-checkout"} == set()
	later := {other.at | some other in github.steps; other.job == step.job; other.index > step.index}
	later - _harmless == set()
} else := "unsafe"

_harmless := {step.at | some step in github.steps; _is_harmless(step)}

_is_harmless(step) if {
	not step.raw.run
	is_string(step.raw.uses)
	regex.match(_actions, step.raw.uses)
}

_is_harmless(step) if {
	script := array.concat(step.at, ["run"])
	script in _read
	not script in _doubtful
}

_actions := concat("", [`(?i)^(`, concat("|", [
	`actions/(cache(/(restore|save))?|checkout|(up|down)load-artifact|attest[a-z-]*|labeler|stale)`,
	`actions/(setup-[a-z]+|dependency-review-action|(configure|deploy)-pages|upload-pages-artifact)`,
	`docker/(login|metadata|setup-(buildx|docker|qemu))-action|github/codeql-action/(init|upload-sarif)`,
	`aws-actions/configure-aws-credentials|azure/(login|setup-(helm|kubectl))`,
	`google-github-actions/(auth|setup-gcloud)|hashicorp/setup-terraform|sigstore/cosign-installer`,
	`astral-sh/(setup-uv|ruff-action)|dtolnay/rust-toolchain|swatinem/rust-cache|ruby/setup-ruby`,
	`oven-sh/setup-bun|denoland/setup-deno|shivammathur/setup-php|gradle/actions/setup-gradle`,
	`golangci/golangci-lint-action|hadolint/hadolint-action|codecov/codecov-action`,
	`step-security/harden-runner|ossf/scorecard-action|aquasecurity/trivy-action`,
]), `)@`])

# What an expression puts into a script can be any command.
_read := {script.at |
	some script in input.__gatecheck.scripts
	count(script.commands) > 0
	not contains(script.text, "${{")
}

_doubtful := {command.script | some command in shell.commands; not _is_known(command)}

# The program by its name alone: `./go` is a file of the repository.
_is_known(command) if {
	_is_known_program(command)
	every word in command.words {
		not regex.match(`^--?(exec|execdir|ok|okdir|toolexec|vettool|to-command|use-compress-program)(=|$)`, word)
	}
}

_is_known_program(command) if command.words[0] in _programs

_is_known_program(command) if command.words[1] in _subcommands[command.words[0]]

_programs := {
	":", "[", "[[", "actionlint", "apk", "apt", "apt-get", "awk", "basename", "black", "break", "cat", "cd",
	"chmod", "chown", "cmp", "continue", "cp", "curl", "cut", "date", "declare", "df", "diff", "dirname",
	"dnf", "du", "echo", "exit", "export", "false", "find", "flake8", "gofmt", "golangci-lint", "grep",
	"gunzip", "gzip", "hadolint", "head", "id", "jq", "kubeconform", "kubectl", "ln", "local", "ls", "mkdir",
	"mktemp", "mv", "mypy", "nproc", "pip", "pip3", "popd", "printf", "pushd", "pwd", "pytest", "read",
	"readonly", "realpath", "return", "rm", "rmdir", "ruff", "rustfmt", "sed", "set", "sha256sum", "shellcheck",
	"shift", "sleep", "sort", "staticcheck", "tail", "tar", "tee", "test", "touch", "tr", "true", "uname",
	"uniq", "unset", "unzip", "wait", "wc", "wget", "which", "xz", "yamllint", "yq", "zip",
}

# What builds and tests, and what only looks at what is there.
_subcommands := {
	"cargo": {"bench", "build", "check", "clippy", "doc", "fetch", "fmt", "install", "nextest", "test"},
	"docker": {"images", "info", "login", "logout", "ps", "pull", "push", "tag", "version"},
	"dotnet": {"build", "restore", "test"},
	"git": {"describe", "diff", "log", "ls-files", "rev-list", "rev-parse", "show", "status"},
	"go": {"build", "env", "fmt", "install", "list", "mod", "test", "version", "vet"},
	"helm": {"lint", "template", "version"},
	"rustup": {"component", "show", "target", "toolchain", "update"},
	"terraform": {"fmt", "validate"},
}
