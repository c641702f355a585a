# METADATA
# title: Secret in an annotation or label
# description: |
#   Annotations and labels are read by everyone and everything, and copied into logs and metrics.
#   kubectl apply keeps a whole copy of what it applied in last-applied-configuration: of a Secret,
#   that is the secret. Delete the annotation, and change the value, since the history keeps it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
# custom:
#   severity: high
#   category: secrets
#   kinds: [kubernetes]
#   fix: safe
#   since: 0.1.0
#   controls: ["cis-k8s@1.12:5.4.1", "cwe:312", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.k8s.secret_in_annotation

import data.gatecheck.lib.secret

deny contains {
	"msg": sprintf("annotation %s keeps the values of a Secret", [_applied]),
	"at": at,
	"fix": {"title": "delete the annotation", "ops": [{"op": "remove", "at": at}]},
} if {
	at := ["metadata", "annotations", _applied]
	text := object.get(input, at, "")
	is_string(text)
	json.is_valid(text)
	applied := json.unmarshal(text)
	is_object(applied)
	applied.kind == "Secret"
	some field in ["data", "stringData"]
	is_object(applied[field])
	some value in applied[field]
	value != ""
}

deny contains {
	"msg": sprintf("the %s %s holds a secret in clear", [word, key]),
	"at": ["metadata", list, key],
} if {
	some list, word in {"annotations": "annotation", "labels": "label"}
	values := object.get(input, ["metadata", list], {})
	is_object(values)
	some key, value in values
	is_string(value)
	name := regex.replace(key, `^.*/`, "")
	secret.is_name(name)

	# By custom, `…-secret` and `…-credentials` name the object that holds it.
	not regex.match(`(?i)(secrets?|credentials?|creds)$`, name)
	secret.is_literal(value)
	not regex.match(`^[a-z]+([./-][a-z]+)*$`, value)
}

_applied := "kubectl.kubernetes.io/last-applied-configuration"
