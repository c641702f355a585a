# METADATA
# title: Secret in a ConfigMap
# description: |
#   A ConfigMap is for what everyone may know: more people and programs may read it than a Secret,
#   it is not encrypted at rest, and here it lies in the repository. Move the value to a Secret that
#   is not in the repository, and change it, since the history keeps it.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/configmap/
# custom:
#   severity: high
#   category: secrets
#   kinds: [kubernetes]
#   match: [{group: "", kind: ConfigMap}]
#   since: 0.1.0
#   peers: [KSV-0109, KSV-01010, "polaris:sensitiveConfigmapContent"]
#   controls: ["cis-k8s@1.12:5.4.1", "cwe:312", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.k8s.secret_in_configmap

import data.gatecheck.lib.secret

deny contains {
	"msg": sprintf("%s holds the value of %q in clear", [_map, key]),
	"at": ["data", key],
} if {
	some key, value in _data
	not contains(value, "\n")
	secret.is_name(key)
	secret.is_literal(value)
}

deny contains {
	"msg": sprintf("%s holds a secret in clear: %s in %q", [_map, names, key]),
	"at": ["data", key],
} if {
	some key, value in _data
	contains(value, "\n")
	found := secret.settings(value)
	count(found) > 0
	names := concat(", ", sort(found))
}

_map := sprintf("ConfigMap %q", [input.metadata.name]) if is_string(input.metadata.name)

_map := "ConfigMap" if not is_string(input.metadata.name)

_data := {key: value |
	entries := object.get(input, "data", {})
	is_object(entries)
	some key, value in entries
	is_string(value)
}
