# METADATA
# title: Image is not pinned by digest
# description: |
#   A tag can be moved to another image at any time, by its owner or by whoever took over the
#   account; a digest names one image for ever. Append the digest of the index, which holds for
#   all platforms, and keep the tag for readers. Images with no tag, or the tag latest, have rules
#   of their own.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   severity: low
#   category: pinning
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: manual
#   since: 0.1.0
#   peers: [CKV_K8S_43, C-0306, "kics:Image Without Digest", "gatekeeper:imagedigests"]
#   controls: ["cis-k8s@1.12:5.5.1", "owasp-cicd:CICD-SEC-3"]
package gatecheck.k8s.image_without_digest

import data.gatecheck.lib.k8s_image

deny contains {
	"msg": sprintf("%s uses %q, which is not pinned by a digest", [image.of, image.ref.ref]),
	"at": image.at,
	"fix": {
		"title": "append the digest",
		"ops": [{"op": "set", "at": image.at, "value": pinned}],
	},
} if {
	some image in k8s_image.written
	not image.ref.tag in {"", "latest"}
	image.ref.digest == ""
	not contains(image.ref.ref, "@")
	pinned := sprintf("%s@sha256:<digest>", [image.ref.ref])
}
