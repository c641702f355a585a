# METADATA
# title: Pseudo-version of a commit that cannot be
# description: |
#   A pseudo-version is made of a commit's time and the first twelve digits of its hash, and Go
#   refuses any other. This one has no such time or hash: it was written by hand or changed
#   afterwards, and the build fails, or a reader believes in a commit that nobody has. Ask Go for
#   the version with `go get module@commit`.
# related_resources:
#   - ref: https://go.dev/ref/mod#pseudo-versions
# custom:
#   severity: high
#   category: pinning
#   kinds: [go-mod]
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-9", "nist-800-53:SR-4"]
package gatecheck.go.impossible_pseudo_version

deny contains {
	"msg": sprintf("%s names a commit that cannot be: %s", [module.path, concat(" and ", faults)]),
	"at": array.concat(at, ["version"]),
} if {
	some [at, module] in _modules
	faults := _faults(module.pseudo)
	count(faults) > 0
}

# What is replaced is not fetched: `v0.0.0-00010101000000-000000000000` stands for it by custom.
_modules contains [["require", i], require] if {
	some i, require in input.require
	require.pseudo
	not require.path in _replaced
}

_modules contains [["replace", i, "new"], entry.new] if {
	some i, entry in input.replace
	entry.new.pseudo
}

_replaced := {entry.old.path | some entry in input.replace}

_faults(pseudo) := array.concat(
	[sprintf("%q is no time", [pseudo.timestamp]) | not regex.match(_time, pseudo.timestamp)],
	[sprintf("%q is no hash of twelve digits", [pseudo.commit]) |
		not regex.match(`^[0-9a-f]{12}$`, pseudo.commit)
	],
)

_time := concat("", [
	`^(19[89]|20[0-9])[0-9](0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])`,
	`([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]$`,
])
