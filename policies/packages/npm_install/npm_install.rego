# METADATA
# title: npm install instead of npm ci
# description: |
#   `npm install` resolves again what the lock file does not settle, and writes the file anew, so a
#   build can get versions that nobody has looked at. `npm ci` installs exactly what
#   `package-lock.json` says and fails if it does not fit `package.json`. Commit the lock file, and
#   use `npm ci` wherever nobody watches.
# related_resources:
#   - ref: https://docs.npmjs.com/cli/commands/npm-ci
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   fix: safe
#   since: 0.1.0
#   peers: [GL023, "zizmor:adhoc-packages"]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.packages.npm_install

import data.gatecheck.lib.packages
import data.gatecheck.lib.shell

deny contains object.union(
	{
		"msg": _message(call),
		"at": call.command.words_at[call.sub_word],
	},
	_fix(call),
) if {
	some call in packages.calls
	call.tool == "npm"
	call.sub in {"install", "i", "in", "ins", "inst", "isntall", "add"}
	count(call.operands) == 0
	not packages.has_option(call, {"-g", "--global", "--location", "--package-lock-only", "--dry-run"})
}

_message(call) := packages.without_lock(call, "package-lock.json") if {
	packages.lacks_file(call, _files)
} else := sprintf("npm %s may install other versions than package-lock.json has: use npm ci", [call.sub])

_files := {"package-lock.json", "npm-shrinkwrap.json"}

# Without a lock file `npm ci` fails, so it must be there for sure.
_fix(call) := {"fix": {
	"title": "install what the lock file says",
	"applicability": packages.applicability(call, _files),
	"ops": [shell.set_word(call.command, call.sub_word, "ci")],
}} if {
	not packages.has_option(call, {"--no-package-lock", "--package-lock", "--no-save", "--save"})
	not packages.lacks_file(call, _files)
} else := {}
