# METADATA
# title: Module replaced by another module
# description: |
#   The source imports one module and gets another: a fork, whose owner decides from now on what is
#   built, and which misses the fixes of the original. Users of the module do not get the
#   replacement at all. Require the original again as soon as it has what the fork was made for;
#   list forks that are meant to stay in the rule's setting.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-mod-file-replace
# custom:
#   severity: medium
#   category: pinning
#   kinds: [go-mod]
#   since: 0.1.0
#   peers: ["golangci-lint:gomoddirectives"]
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
#   settings:
#     allowed:
#       default: []
#       description: Modules that may stand in for others, by path or as `host/owner/*`.
package gatecheck.go.fork_replace

deny contains {
	"msg": sprintf("%s is replaced by %s", [entry.old.path, entry.new.path]),
	"at": ["replace", i, "new", "path"],
} if {
	some i, entry in input.replace
	not entry.new.local
	entry.new.path != entry.old.path
	not _allowed(entry.new.path)
}

_allowed(path) if {
	some pattern in data.gatecheck.config.go.fork_replace.allowed
	glob.match(pattern, ["/"], path)
}
