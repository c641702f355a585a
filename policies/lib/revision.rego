# Revisions of a git repository and versions of a package, as people write them.
package gatecheck.lib.revision

# Whether it names one commit.
commit(text) if regex.match(`^([0-9a-f]{40}|[0-9a-f]{64})$`, text)

# Whether it reads like a tag of a release: `v1.2.3`, `1.2`, `app-1.2.3-rc.1`, `2024-05-01`,
# `refs/tags/x`. (`release-1.2` is a branch more often than not.)
release(text) if {
	regex.match(`^[vV]?[0-9]+([._-][0-9]+)*([._+-][0-9A-Za-z.+-]*)?$`, text)
	not range(text)
}

release(text) if {
	regex.match(`(^|[^0-9A-Za-z])[vV]?[0-9]+\.[0-9]+\.[0-9]+([._+-][0-9A-Za-z.+-]*)?$`, text)
}

release(text) if startswith(text, "refs/tags/")

# Whether it is one exact version, not a range of them.
exact(text) if {
	regex.match(`^=?\s*[vV]?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`, text)
}

# Whether it stands for several versions: `^1.2`, `1.x`, `>=1 <2`, `*`.
range(text) if regex.match(`^\s*[\^~<>=!]|[*|,]|\s-\s|^[vV]?[0-9]*(\.[0-9]+)*\.?[xX](\.|$)`, text)

# Whether a part is still to be filled in.
templated(text) if regex.match(`\{\{|\$\(|\$\{|\$[A-Za-z_]|<[A-Za-z_-]+>`, text)
