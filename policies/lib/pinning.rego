# How firmly an image reference names one image, as far as it can be told from its text alone.
package gatecheck.lib.pinning

# One of
#   untagged  neither tag nor digest: what the registry calls latest today
#   latest    the tag `latest`, which moves with every release
#   tagged    another tag, which can be moved
#   pinned    a digest, which cannot
# Variables ($X, ${X}, $(X), ${{ x }}, $[[ x ]], {{ x }}) may hold anything, so only what stands outside
# of them counts, and the state is undefined where that does not settle it. `$PREFIX/node` is untagged.
state(ref) := "pinned" if {
	contains(_last(ref), "@")
} else := "latest" if {
	endswith(_last(ref), ":latest")
} else := "tagged" if {
	regex.match(`:[^:$]+$`, _last(ref))
} else := "untagged" if {
	regex.match(`^[^:$\s]+$`, _last(ref))
}

# What follows the last slash, each variable as a lone $.
_last(ref) := regex.replace(regex.replace(trim_space(ref), _variable, "$$"), `^.*/`, "")

_variable := concat("|", [
	`\$\{\{.*?\}\}`, `\$\[\[.*?\]\]`, `\{\{.*?\}\}`, `\$\{[^}]*\}`, `\$\([^)]*\)`, `\$[A-Za-z_][A-Za-z0-9_]*`,
])
