# METADATA
# title: Pod is given a token of the Kubernetes API
# description: |
#   Unless told otherwise Kubernetes puts a token of the pod's service account into every container.
#   Whoever gets in can then speak to the API as that account, and most programs never do. Set
#   automountServiceAccountToken to false, in the pod or in its service account; where the API is
#   needed, ignore this rule with the reason.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: [
#     {group: "", kind: ServiceAccount}, {group: "", kind: Pod}, {group: "", kind: PodTemplate},
#     {group: "", kind: ReplicationController}, {group: apps}, {group: batch},
#     {group: extensions}, {group: argoproj.io, kind: Rollout},
#     {group: apps.openshift.io, kind: DeploymentConfig}, {group: apps.kruise.io},
#     {group: keda.sh, kind: ScaledJob},
#   ]
#   fix: unsafe
#   since: 0.1.0
#   peers: [CKV_K8S_38, KSV-0036, C-0034, C-0190, "polaris:automountServiceAccountToken"]
#   controls: [
#     "cis-k8s@1.12:5.1.6", "nist-800-53:AC-6", "hipaa:164.312(a)(1)", "pci-dss@4.0.1:7.2.5"
#   ]
#   scope: project
#   facts:
#     - apiVersion
#     - kind
#     - metadata.name
#     - metadata.namespace
#     - automountServiceAccountToken
#     - spec.automountServiceAccountToken
#     - spec.serviceAccountName
#     - spec.serviceAccount
#     - spec.containers.*.image
#     - template.spec.automountServiceAccountToken
#     - template.spec.serviceAccountName
#     - template.spec.serviceAccount
#     - template.spec.containers.*.image
#     - spec.template.spec.automountServiceAccountToken
#     - spec.template.spec.serviceAccountName
#     - spec.template.spec.serviceAccount
#     - spec.template.spec.containers.*.image
#     - spec.jobTemplate.spec.template.spec.automountServiceAccountToken
#     - spec.jobTemplate.spec.template.spec.serviceAccountName
#     - spec.jobTemplate.spec.template.spec.serviceAccount
#     - spec.jobTemplate.spec.template.spec.containers.*.image
#     - spec.jobTargetRef.template.spec.automountServiceAccountToken
#     - spec.jobTargetRef.template.spec.serviceAccountName
#     - spec.jobTargetRef.template.spec.serviceAccount
#     - spec.jobTargetRef.template.spec.containers.*.image
package gatecheck.k8s.service_account_token

deny contains {
	"document": i,
	"msg": sprintf(
		"%s %q is given a token of the Kubernetes API: automountServiceAccountToken is not false",
		[document.facts.kind, _text(object.get(document.facts, ["metadata", "name"], ""))],
	),
	"at": at,
	"fix": {"title": "give it no token", "ops": [{"op": "set", "at": at, "value": false}]},
} if {
	some i, document in input.documents
	document.facts.kind != "ServiceAccount"
	pod_at := object.get(_pods, document.facts.kind, ["spec", "template", "spec"])
	spec := object.get(document.facts, pod_at, null)
	is_object(spec)
	_is_given(document, spec)
	at := array.concat(pod_at, ["automountServiceAccountToken"])
}

# Where the pod spec lies that the metadata's facts are of.
_pods := {
	"Pod": ["spec"],
	"PodTemplate": ["template", "spec"],
	"CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
	"ScaledJob": ["spec", "jobTargetRef", "template", "spec"],
}

_is_given(_, spec) if _said(spec) == true

# A patch that names no image says nothing about the token, so the object it changes may.
_is_given(document, spec) if {
	_said(spec) == null
	containers := object.get(spec, "containers", [])
	is_array(containers)
	some container in containers
	is_string(container.image)
	not _account(spec) in _accounts_without(document)
}

_said(holder) := object.get(holder, "automountServiceAccountToken", null)

_account(spec) := spec.serviceAccountName if {
	object.get(spec, "serviceAccountName", "") != ""
} else := spec.serviceAccount if {
	object.get(spec, "serviceAccount", "") != ""
} else := "default"

# The service accounts without a token that pods of the document can mean: those of the same
# namespace, or where one of the two does not say its namespace, those of the same folder.
_accounts_without(document) := {account.name |
	some account in _without
	_can_mean(_namespace(document), _folder(document), account)
}

_can_mean(namespace, _, account) if {
	namespace != ""
	namespace == account.namespace
}

_can_mean(namespace, folder, account) if {
	"" in {namespace, account.namespace}
	folder == account.folder
}

_without := [account |
	some document in input.documents
	document.facts.kind == "ServiceAccount"
	_said(document.facts) == false
	account := {
		"name": document.facts.metadata.name,
		"namespace": _namespace(document),
		"folder": _folder(document),
	}
]

_text(value) := value if is_string(value)

_text(value) := "" if not is_string(value)

_namespace(document) := object.get(document.facts, ["metadata", "namespace"], "")

_folder(document) := regex.replace(document.path, `[^/]*$`, "")
