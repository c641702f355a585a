# METADATA
# title: Go program installed at whatever version is newest
# description: |
#   `@latest`, a branch or a shortened version builds and runs another program after its next
#   release, also one that was taken over an hour ago. Name the version (`@v1.2.3`), or let `go.mod`
#   name it with a `tool` line.
# related_resources:
#   - ref: https://go.dev/ref/mod#version-queries
#   - ref: https://go.dev/ref/mod#go-install
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   since: 0.1.0
#   peers: [DL3062]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.packages.go_install_latest

import data.gatecheck.lib.packages

deny contains {
	"msg": sprintf(
		"go %s gets whatever version is newest: %s",
		[call.sub, concat(", ", [p.text | some p in unpinned])],
	),
	"at": call.command.words_at[unpinned[0].word],
} if {
	some call in packages.calls
	call.tool == "go"
	unpinned := [p |
		some p in _packages(call)
		p.literal
		_floats(call.sub, p.text)
	]
	count(unpinned) > 0
}

_packages(call) := call.operands if call.sub in {"install", "get"}

# What follows are the program's own arguments.
_packages(call) := array.slice(call.operands, 0, 1) if call.sub == "run"

# A path at a host, with a version that is no exact one.
_floats(_, text) if {
	regex.match(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?/[^@]*@.`, text)
	version := split(text, "@")[1]
	not regex.match(`^v[0-9]+\.[0-9]+\.[0-9]+([-+].*)?$|^[0-9a-f]{7,64}$|^none$`, version)
}

# Without a version, `go get` asks for the newest one; `go install` and `go run` ask go.mod.
_floats("get", text) if regex.match(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]+)?/[^@]*$`, text)
