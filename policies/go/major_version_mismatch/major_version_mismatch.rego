# METADATA
# title: Major version does not fit the module's path
# description: |
#   From version 2 on a module's path ends with its major version, so that two of them can be told
#   apart. A path and a version that do not fit name a module that cannot exist, and Go refuses to
#   build. Write the path with `/vN`, here and in the imports, or require a version that fits.
# related_resources:
#   - ref: https://go.dev/ref/mod#major-version-suffixes
# custom:
#   severity: high
#   category: pinning
#   kinds: [go-mod]
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3"]
package gatecheck.go.major_version_mismatch

deny contains {
	"msg": sprintf("%s %s cannot exist: %s", [module.path, module.version, why]),
	"at": array.concat(at, ["version"]),
} if {
	some [at, module] in _modules
	module.canonical
	not endswith(module.version, "+incompatible")
	major := regex.replace(module.version, `\..*$`, "")
	why := _mismatch(module.path, module.version, major)
}

_modules contains [["require", i], require] if some i, require in input.require

_modules contains [["replace", i, "new"], entry.new] if some i, entry in input.replace

# A path without a major version is that of v0 and v1.
_mismatch(path, _, major) := sprintf("the path must end with /%s", [major]) if {
	_suffix(path) == ""
	not major in {"v0", "v1"}
}

_mismatch(path, version, major) := sprintf("the path is that of %s", [wanted]) if {
	_suffix(path) != ""
	wanted := trim_left(_suffix(path), "/.")
	wanted != major

	# Go makes this exception for untagged commits of gopkg.in.
	not _early(wanted, version)
}

_early("v1", version) if startswith(version, "v0.0.0-")

_suffix(path) := suffix if {
	startswith(path, "gopkg.in/")
	some found in regex.find_n(`\.v[0-9]+(-unstable)?$`, path, 1)
	suffix := trim_suffix(found, "-unstable")
} else := suffix if {
	not startswith(path, "gopkg.in/")
	some suffix in regex.find_n(`/v([2-9]|[1-9][0-9]+)$`, path, 1)
} else := ""
