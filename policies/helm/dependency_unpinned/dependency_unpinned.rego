# METADATA
# title: Chart dependency is not pinned
# description: |
#   A range of versions is resolved anew whenever the chart is built without a lock: the same
#   commit then installs another program. Name an exact version, or commit the Chart.lock that
#   `helm dependency update` writes, and build with `helm dependency build`.
# related_resources:
#   - ref: https://helm.sh/docs/topics/charts/#chart-dependencies
#   - ref: https://helm.sh/docs/helm/helm_dependency_build/
# custom:
#   severity: medium
#   category: pinning
#   kinds: [yaml]
#   scope: project
#   facts:
#     - dependencies
#   fix: manual
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3"]
package gatecheck.helm.dependency_unpinned

import data.gatecheck.lib.revision

deny contains {
	"document": i,
	"msg": sprintf("dependency %q %s, and no %s pins it", [name, _wrong(wanted), lock]),
	"at": at,
	"fix": {
		"title": "name an exact version",
		"ops": [{"op": "set", "at": at, "value": "<version>"}],
	},
} if {
	some i, document in input.documents
	lock := _locks[_file(document.path)]
	some j, dependency in _dependencies(document)
	name := _text(object.get(dependency, "name", ""))

	# Without a repository the dependency lies in the chart, and a file in this repository.
	repository := _text(object.get(dependency, "repository", ""))
	repository != ""
	not startswith(repository, "file://")
	wanted := _text(object.get(dependency, "version", ""))
	not revision.exact(wanted)
	not revision.templated(wanted)
	not name in object.get(_locked, [concat("", [_folder(document.path), lock])], set())
	at := ["dependencies", j, "version"]
}

# By the path of a lock file, the names of the dependencies to which it gives an exact version.
_locked[path] contains name if {
	some document in input.documents
	path := document.path
	some lock in _locks
	_file(path) == lock
	some dependency in _dependencies(document)
	revision.exact(_text(object.get(dependency, "version", "")))
	name := dependency.name
}

_locks := {"Chart.yaml": "Chart.lock", "requirements.yaml": "requirements.lock"}

_file(path) := regex.replace(path, `^.*/`, "")

_folder(path) := trim_suffix(path, _file(path))

_dependencies(document) := [dependency |
	all := document.facts.dependencies
	is_array(all)
	some dependency in all
	is_object(dependency)
]

_wrong("") := "names no version"

_wrong(wanted) := sprintf("takes any version that fits %q", [wanted]) if wanted != ""

_text(value) := value if is_string(value)

_text(value) := sprintf("%v", [value]) if is_number(value)

_text(null) := ""
