# METADATA
# title: Secret is given as an environment variable
# description: |
#   Environment variables end up in crash reports, in logs and in every child process, and stay as
#   they are when the Secret changes. A Secret mounted as a file is read by those who open it. Many
#   programs take their secrets from the environment alone; that is why this rule is off unless
#   selected.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
# custom:
#   severity: low
#   category: secrets
#   kinds: [kubernetes]
#   match: {view: pod}
#   opt_in: true
#   names_only: true
#   since: 0.1.0
#   peers: [
#     CKV_K8S_35, C-0207, "kube-linter:read-secret-from-env-var",
#     "kics:Secrets As Environment Variables"
#   ]
#   controls: ["cis-k8s@1.12:5.4.1", "cwe:526"]
package gatecheck.k8s.secret_as_variable

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"container %q is given secrets as environment variables: %s",
		[container.name, concat(", ", [found.what | some found in given])],
	),
	"at": given[0].at,
} if {
	some container in k8s.containers
	given := array.concat(_variables(container), _sources(container))
	count(given) > 0
}

_variables(container) := [found |
	some i, variable in _list(container, "env")
	is_object(variable.valueFrom.secretKeyRef)
	found := {
		"what": _text(object.get(variable, "name", null), "?"),
		"at": array.concat(container.at, ["env", i, "valueFrom", "secretKeyRef"]),
	}
]

# All entries of a Secret at once.
_sources(container) := [found |
	some i, source in _list(container, "envFrom")
	is_object(source.secretRef)
	found := {
		"what": sprintf("all of Secret %q", [_text(object.get(source.secretRef, "name", null), "?")]),
		"at": array.concat(container.at, ["envFrom", i, "secretRef"]),
	}
]

_list(container, key) := value if {
	value := container.raw[key]
	is_array(value)
} else := []

_text(value, _) := value if is_string(value)

_text(value, otherwise) := otherwise if not is_string(value)
