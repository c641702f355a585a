# METADATA
# title: Cargo ignores the lock file
# description: |
#   Without `--locked`, `cargo install` takes the newest release of every dependency instead of
#   those that the program was tested with, and `cargo build` changes a lock file that does not fit.
#   With it, what was looked at is built, or nothing. Name the version of what you install, too.
# related_resources:
#   - ref: https://doc.rust-lang.org/cargo/commands/cargo-install.html
#   - ref: https://doc.rust-lang.org/cargo/commands/cargo-build.html
# custom:
#   severity: low
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   fix: safe
#   since: 0.1.0
#   peers: []
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.packages.cargo_unlocked

import data.gatecheck.lib.packages
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf("cargo %s may take other versions than Cargo.lock has", [call.sub]),
	"at": call.command.words_at[call.sub_word],
	"fix": {
		"title": "hold it to Cargo.lock",
		"applicability": _applicability(call),
		"ops": [shell.insert_word(call.command, call.sub_word, "--locked")],
	},
} if {
	some call in packages.calls
	call.tool == "cargo"
	call.sub in {"install", "build", "b"}
	not _lacks_lock(call)
	not packages.has_option(call, {"--locked", "--frozen", "--offline", "--list", "--help", "-h"})
}

# `--locked` would only fail.
deny contains {
	"msg": packages.without_lock(call, "Cargo.lock"),
	"at": call.command.words_at[call.sub_word],
} if {
	some call in packages.calls
	call.tool == "cargo"
	call.sub in {"build", "b"}
	not packages.has_option(call, {"--locked", "--frozen", "--offline", "--list", "--help", "-h"})
	_lacks_lock(call)
}

_lacks_lock(call) if {
	call.sub != "install"
	packages.lacks_file(call, {"Cargo.lock"})
}

# With `--locked`, a program without a version is still the newest.
deny contains {
	"msg": sprintf(
		"cargo install gets whatever version is newest: %s",
		[concat(", ", [p.text | some p in unpinned])],
	),
	"at": call.command.words_at[unpinned[0].word],
} if {
	some call in packages.calls
	call.tool == "cargo"
	call.sub == "install"
	packages.has_option(call, {"--locked", "--frozen"})
	not packages.has_option(call, {"--version", "--vers", "--path", "--git", "--offline"})
	unpinned := [p |
		some p in call.operands
		p.literal
		not contains(p.text, "@")
	]
	count(unpinned) > 0
}

# A published program brings its own lock file.
_applicability(call) := "safe" if {
	call.sub == "install"
	not packages.has_option(call, {"--path", "--git"})
} else := packages.applicability(call, {"Cargo.lock"})
