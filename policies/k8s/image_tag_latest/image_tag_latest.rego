# METADATA
# title: Image tag is latest
# description: |
#   `latest` is whatever was pushed last: two pods of one workload may run different programs, and
#   nobody can go back to the one that worked. Name a version, and pin it by its digest.
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
package gatecheck.k8s.image_tag_latest

import data.gatecheck.lib.k8s_image

deny contains {
	"msg": sprintf("%s uses %q: latest is whatever was pushed last", [image.of, image.ref.ref]),
	"at": image.at,
	"fix": {
		"title": "name a version and its digest",
		"ops": [{"op": "set", "at": image.at, "value": pinned}],
	},
} if {
	some image in k8s_image.written
	image.ref.tag == "latest"
	image.ref.digest == ""
	pinned := sprintf("%s:<version>@sha256:<digest>", [image.name])
}
