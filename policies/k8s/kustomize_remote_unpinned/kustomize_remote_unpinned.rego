# METADATA
# title: Remote base is not pinned
# description: |
#   Kustomize fetches a remote base anew at every build. Without a fixed revision, whoever can
#   push to that repository decides what is deployed here, and the same commit of this repository
#   renders to something else tomorrow. Name a commit, `?ref=<commit>`, or keep a copy here.
# related_resources:
#   - ref: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/resource/
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/
# custom:
#   severity: high
#   category: pinning
#   kinds: [kubernetes]
#   match:
#     - {group: kustomize.config.k8s.io}
#     - {group: "", kind: ""}
#   fix: manual
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:829"]
#   settings:
#     tags:
#       default: true
#       description: Whether a tag of a release is enough. With false it must be a commit.
package gatecheck.k8s.kustomize_remote_unpinned

import data.gatecheck.lib.revision

deny contains object.union(
	{"msg": sprintf("remote base %q %s", [_shown(url), wrong.msg]), "at": at},
	_fix(at, wrong),
) if {
	some field in ["resources", "bases", "components"]
	entries := object.get(input, field, [])
	is_array(entries)
	some i, url in entries
	is_string(url)
	_remote(url)
	not revision.templated(url)
	wrong := _wrong(url)
	at := [field, i]
}

# A URL may hold a password.
_shown(url) := regex.replace(url, `//[^/@]*@`, "//")

_fix(_, wrong) := {} if wrong.pinned == ""

_fix(at, wrong) := {"fix": {
	"title": "name a commit",
	"ops": [{"op": "set", "at": at, "value": wrong.pinned}],
}} if {
	wrong.pinned != ""
}

_remote(url) if regex.match(`^([a-z+]+://|github\.com[/:]|gh:)`, _bare(url))

# The short form of SSH: `git@host:path`.
_remote(url) if regex.match(`^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+[:/]`, _bare(url))

_bare(url) := trim_prefix(url, "git::")

# A single file is fetched as it is, anything else is a repository.
_is_file(url) if {
	regex.match(`^https?://`, url)
	regex.match(`\.(yaml|yml|json)$`, _path(url))
	not _ref(url)
}

_path(url) := split(url, "?")[0]

_ref(url) := ref if {
	some part in split(_after(url, "?"), "&")
	some key in ["ref=", "version="]
	startswith(part, key)
	ref := trim_prefix(part, key)
}

_after(text, mark) := concat(
	mark,
	array.slice(parts, 1, count(parts)),
) if parts := split(text, mark)

_wrong(url) := {
	"msg": "names no revision",
	"pinned": concat("", [url, _joint(url), "ref=<commit>"]),
} if {
	not _local(url)
	not _is_file(url)
	not _ref(url)
}

_wrong(url) := {
	"msg": sprintf("follows %q, which is no %s", [ref, _wanted]),
	"pinned": regex.replace(url, `([?&](ref|version)=)[^&]*`, "${1}<commit>"),
} if {
	not _local(url)
	ref := _ref(url)
	not _fixed(ref)
}

_wrong(url) := {"msg": "is a file at no fixed version", "pinned": ""} if {
	_is_file(url)
	count({part | some part in split(_path(url), "/"); _fixed(part)}) == 0
}

_local(url) if startswith(_bare(url), "file://")

_joint(url) := "&" if contains(url, "?")

_joint(url) := "?" if not contains(url, "?")

_fixed(ref) if revision.commit(ref)

_fixed(ref) if {
	data.gatecheck.config.k8s.kustomize_remote_unpinned.tags
	revision.release(ref)
}

_wanted := "commit or tag of a release" if data.gatecheck.config.k8s.kustomize_remote_unpinned.tags

_wanted := "commit" if not data.gatecheck.config.k8s.kustomize_remote_unpinned.tags
