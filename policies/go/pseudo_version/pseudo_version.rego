# METADATA
# title: Untagged commit required
# description: |
#   A pseudo-version names a commit that nobody released: it may be half a change, it gets no
#   announcement of its holes, and raising it means reading the history. Require a tagged version,
#   or ask for one. Modules that are never tagged are listed in the rule's setting.
# related_resources:
#   - ref: https://go.dev/ref/mod#pseudo-versions
# custom:
#   severity: low
#   category: pinning
#   kinds: [go-mod]
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
#   settings:
#     untagged:
#       default:
#         - golang.org/x/*
#         - google.golang.org/genproto
#         - google.golang.org/genproto/**
#         - k8s.io/*
#         - sigs.k8s.io/*
#       description: Modules that are never tagged, by path or pattern.
package gatecheck.go.pseudo_version

deny contains {
	"msg": sprintf("%s is required at the untagged commit %s", [require.path, commit]),
	"at": ["require", i, "version"],
} if {
	some i, require in input.require
	not require.indirect
	commit := require.pseudo.commit
	not require.path in _replaced
	not _untagged(require.path)
}

_replaced := {entry.old.path | some entry in input.replace}

_untagged(path) if {
	some pattern in data.gatecheck.config.go.pseudo_version.untagged
	glob.match(pattern, ["/"], path)
}
