# METADATA
# title: Included configuration is not pinned
# description: |
#   What is included from elsewhere becomes part of the pipeline and runs with its token and
#   variables. A branch, a tag or a web page can be changed at any time. Name the commit by its full
#   SHA, of a remote file its hash (`integrity`), of a component a full version or a SHA.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/yaml/includes/
#   - ref: https://docs.gitlab.com/ci/components/
# custom:
#   severity: high
#   category: pinning
#   kinds: [gitlab-ci]
#   fix: manual
#   since: 0.1.0
#   peers: [GL003, GL041, "poutine:unpinnable_action"]
#   controls: [
#     "owasp-cicd:CICD-SEC-3", "owasp-cicd:CICD-SEC-4", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
package gatecheck.gitlab.include_unpinned

import data.gatecheck.lib.gitlab

deny contains {
	"msg": sprintf("project %s is included without ref, so as its default branch is", [include.project]),
	"at": at,
	"fix": {"title": "name the commit", "ops": [{"op": "set", "at": at, "value": "<commit>"}]},
} if {
	some include in gitlab.includes
	include.kind == "project"
	include.ref == ""

	# A variable may well name the project itself.
	not contains(include.project, "$")
	at := array.concat(include.at, ["ref"])
}

deny contains {
	"msg": sprintf("project %s is included at %s, which can be moved", [include.project, include.ref]),
	"at": at,
	"fix": {
		"title": sprintf("name the commit of %s in full", [include.ref]),
		"ops": [{"op": "set", "at": at, "value": "<commit>"}],
	},
} if {
	some include in gitlab.includes
	include.kind == "project"
	include.ref != ""
	not _is_commit(include.ref)
	not contains(include.ref, "$")
	at := array.concat(include.at, ["ref"])
}

deny contains object.union({
	"msg": sprintf("a remote file is included without integrity: %s", [_without_query(include.url)]),
	"at": array.concat(include.at, _url_of(include.raw)),
}, _hash(include)) if {
	some include in gitlab.includes
	include.kind == "remote"
	not include.raw.integrity
	not regex.match(`[/=@][0-9a-f]{40}([/?&#]|$)`, include.url)
	not contains(include.url, "$")
}

deny contains {
	"msg": sprintf("component %s is included %s", [include.component, how]),
	"at": at,
	"fix": {
		"title": "name a full version or a commit",
		"ops": [{"op": "set", "at": at, "value": sprintf("%s@<version>", [include.component])}],
	},
} if {
	some include in gitlab.includes
	include.kind == "component"
	how := _moving(include.version)
	at := array.concat(include.at, ["component"])
}

_is_commit(ref) if regex.match(`^([0-9a-f]{40}|[0-9a-f]{64})$`, ref)

_moving(version) := "without a version" if {
	version == ""
} else := sprintf("at %s, which can be moved", [version]) if {
	not contains(version, "$")
	not _is_commit(version)
	not regex.match(`^v?[0-9]+\.[0-9]+\.[0-9]+`, version)
}

_without_query(url) := regex.replace(regex.replace(url, `[?#].*$`, ""), `//[^/@]*@`, "//")

_url_of(raw) := [] if is_string(raw)

_url_of(raw) := ["remote"] if is_object(raw)

_hash(include) := {"fix": {"title": "name the file's hash", "ops": [op]}} if {
	is_object(include.raw)
	op := {"op": "set", "at": array.concat(include.at, ["integrity"]), "value": "sha256-<hash>"}
}

_hash(include) := {} if is_string(include.raw)
