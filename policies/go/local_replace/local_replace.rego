# METADATA
# title: Module replaced by a folder outside the repository
# description: |
#   The build uses whatever lies in that folder, on every machine something else; who has only the
#   repository cannot build it, and no hash vouches for what is built. Require a version of the
#   module, and use a go.work that is not committed to develop both together. Folders inside the
#   repository are fine: they change with it.
# related_resources:
#   - ref: https://go.dev/ref/mod#go-mod-file-replace
# custom:
#   severity: high
#   category: pinning
#   kinds: [go-mod]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["golangci-lint:gomoddirectives"]
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.local_replace

deny contains {
	"msg": sprintf("%s is taken from %s, outside the repository", [entry.old.path, target]),
	"at": ["replace", i, "new", "path"],
	"fix": {
		"title": "build with the required version",
		"ops": [{"op": "remove", "at": ["replace", i]}],
	},
} if {
	some i, entry in input.replace
	entry.new.local
	target := entry.new.path
	_leaves(_slashed(target))
}

_leaves(target) if regex.match(`^(/|[A-Za-z]:)`, target)

# The path climbs higher than the module's folder lies below the top.
_leaves(target) if {
	not regex.match(`^(/|[A-Za-z]:)`, target)
	folders := count(split(_file, "/")) - 1
	some height in _heights(split(target, "/"))
	height > folders
}

# How far above the module's folder the path is after each of its steps.
_heights(steps) := {height |
	some i, _ in steps
	walked := array.slice(steps, 0, i + 1)
	up := count([step | some step in walked; step == ".."])
	down := count([step | some step in walked; not step in {"..", ".", ""}])
	height := up - down
}

_file := object.get(input, ["__gatecheck", "file", "path"], "go.mod")

_slashed(path) := concat("/", split(path, `\`))
