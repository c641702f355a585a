# METADATA
# title: Image comes from a registry that is frozen
# description: |
#   Kubernetes' images moved to registry.k8s.io. The old registry k8s.gcr.io has been frozen since
#   April 2023: it gets no new versions and no security fixes, and may be switched off. The same
#   images are at the new name.
# related_resources:
#   - ref: https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/
# custom:
#   severity: medium
#   category: pinning
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: safe
#   since: 0.1.0
#   peers: [C-0253]
#   controls: ["owasp-cicd:CICD-SEC-3"]
package gatecheck.k8s.deprecated_registry

import data.gatecheck.lib.k8s_image

# A template may fill in the rest: the registry is written.
deny contains {
	"msg": sprintf(
		"%s uses %q, and %s is frozen",
		[image.of, image.ref.ref, trim_suffix(old, "/")],
	),
	"at": image.at,
	"fix": {
		"title": "take it from registry.k8s.io",
		"ops": [{
			"op": "set",
			"at": image.at,
			"value": concat("", ["registry.k8s.io/", trim_prefix(image.ref.ref, old)]),
		}],
	},
} if {
	some image in k8s_image.images
	some old in _old
	startswith(image.ref.ref, old)
}

_old := {
	"k8s.gcr.io/",
	"gcr.io/k8s-artifacts-prod/",
	"asia.gcr.io/k8s-artifacts-prod/",
	"eu.gcr.io/k8s-artifacts-prod/",
	"us.gcr.io/k8s-artifacts-prod/",
}
