# METADATA
# title: Image of a job is not pinned to a digest
# description: |
#   A tag can be moved at any time to another image, which then runs with the job's token and
#   secrets. Name the image by its digest, and keep the tag beside it: Renovate updates both.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/docker/using_docker_images/
# custom:
#   severity: medium
#   category: pinning
#   kinds: [gitlab-ci]
#   fix: manual
#   since: 0.1.0
#   peers: [GL001, CKV_GITLABCI_3]
#   controls: [
#     "cis-docker@1.6:4.2", "owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
package gatecheck.gitlab.image_without_digest

import data.gatecheck.lib.gitlab
import data.gatecheck.lib.pinning

deny contains {
	"msg": sprintf("%s is not named by its digest: %s", [image.label, image.ref]),
	"at": image.at,
	"fix": {
		"title": "append the image's digest",
		"ops": [{"op": "set", "at": image.at, "value": sprintf("%s@sha256:<digest>", [image.ref])}],
	},
} if {
	some image in gitlab.images

	# Without a tag or with latest it is denied by the rules for these.
	pinning.state(image.ref) == "tagged"
}
