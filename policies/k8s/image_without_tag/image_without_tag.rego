# METADATA
# title: Image has no tag
# description: |
#   Without a tag and a digest the image is whatever `latest` means on the day it is pulled: two
#   pods of one workload may run different programs, and nobody can go back to the one that
#   worked. Name a version, and pin it by its digest.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   severity: medium
#   category: pinning
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: manual
#   since: 0.1.0
#   peers: [
#     CKV_K8S_14, KSV-0013, "kube-linter:latest-tag", "kube-score:container-image-tag",
#     "polaris:tagNotSpecified", "kyverno:disallow-latest-tag"]
#   controls: ["cis-k8s@1.12:5.5.1", "owasp-cicd:CICD-SEC-3"]
package gatecheck.k8s.image_without_tag

import data.gatecheck.lib.k8s_image

deny contains {
	"msg": sprintf("%s uses %q, which has neither a tag nor a digest", [image.of, image.ref.ref]),
	"at": image.at,
	"fix": {
		"title": "name a version and its digest",
		"ops": [{"op": "set", "at": image.at, "value": pinned}],
	},
} if {
	some image in k8s_image.written
	image.ref.tag == ""
	image.ref.digest == ""
	pinned := sprintf("%s:<version>@sha256:<digest>", [image.name])
}
