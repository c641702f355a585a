# METADATA
# title: Application follows a moving revision
# description: |
#   Argo CD deploys whatever the revision means at the moment: a branch or a range of versions
#   lets a push elsewhere change the cluster without a change here, and a rollback does not bring
#   the old state back. Name a tag or a commit, and for a chart an exact version. (A repository
#   that holds the desired state itself may be followed on purpose: name its branch in
#   `branches`.)
# related_resources:
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/
#   - ref: https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/
# custom:
#   severity: medium
#   category: pinning
#   kinds: [kubernetes]
#   match:
#     - {group: argoproj.io, kind: Application}
#     - {group: argoproj.io, kind: ApplicationSet}
#   fix: manual
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3"]
#   settings:
#     branches:
#       default: []
#       description: Revisions that may be followed, such as a protected branch.
package gatecheck.argocd.target_revision_mutable

import data.gatecheck.lib.revision

deny contains {
	"msg": sprintf("%s %s", [_name(source), _wrong(source, wanted)]),
	"at": at,
	"fix": {
		"title": "name one revision",
		"ops": [{"op": "set", "at": at, "value": _placeholder(source)}],
	},
} if {
	some place in _places
	source := object.get(input, place, null)
	is_object(source)
	repository := object.get(source, "repoURL", "")
	is_string(repository)
	wanted := _text(object.get(source, "targetRevision", null))
	not wanted in data.gatecheck.config.argocd.target_revision_mutable.branches
	not revision.templated(wanted)

	# Which kind of source a template makes is not known.
	not revision.templated(repository)
	_wrong(source, wanted)
	at := array.concat(place, ["targetRevision"])
}

_spec_at := {"Application": ["spec"], "ApplicationSet": ["spec", "template", "spec"]}[input.kind]

_places contains array.concat(_spec_at, ["source"])

_places contains array.concat(_spec_at, ["sourceHydrator", "drySource"])

_places contains array.concat(_spec_at, ["sources", i]) if {
	sources := object.get(input, array.concat(_spec_at, ["sources"]), [])
	is_array(sources)
	some i, _ in sources
}

_name(source) := sprintf("chart %q", [source.chart]) if {
	_is_chart(source)
	is_string(source.chart)
}

_name(source) := "chart" if {
	_is_chart(source)
	not is_string(source.chart)
}

_name(source) := sprintf(
	"source %q",
	[regex.replace(_text(object.get(source, "repoURL", null)), `//[^/@]*@`, "//")],
) if {
	not _is_chart(source)
}

_is_chart(source) if not object.get(source, "chart", null) in {"", null}

_placeholder(source) := "<version>" if _is_chart(source)

_placeholder(source) := "<tag or commit>" if not _is_chart(source)

# What is wrong, as the end of a sentence; undefined if nothing is.
_wrong(source, "") := "names no targetRevision" if _is_chart(source)

_wrong(source, "") := "names no targetRevision, which stands for HEAD" if not _is_chart(source)

_wrong(_, wanted) := sprintf("follows a range of versions, %q", [wanted]) if revision.range(wanted)

_wrong(source, wanted) := sprintf(
	"follows %q, which is no tag of a release and no commit",
	[wanted],
) if {
	not _is_chart(source)
	wanted != ""
	not revision.range(wanted)
	not revision.release(wanted)
	not regex.match(`^([0-9a-f]{7,64}|sha256:[0-9a-f]{64})$`, wanted)
}

_wrong(source, wanted) := sprintf("follows %q, which is no exact version", [wanted]) if {
	_is_chart(source)
	wanted != ""
	not revision.range(wanted)
	not revision.exact(wanted)
	not regex.match(`^sha256:[0-9a-f]{64}$`, wanted)
}

_text(value) := value if is_string(value)

_text(value) := "" if value == null

_text(value) := sprintf("%v", [value]) if is_number(value)
