# What go.mod files say of folders.
package gatecheck.lib.go

# Whether a folder that a go.mod names lies outside the repository that holds the file.
leaves_repository(target) if regex.match(_absolute, _slashed(target))

# The path climbs higher than the module's folder lies below the top.
leaves_repository(target) if {
	path := _slashed(target)
	not regex.match(_absolute, path)
	folders := count(split(_file, "/")) - 1
	some height in _heights(split(path, "/"))
	height > folders
}

_absolute := `^(/|[A-Za-z]:)`

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
