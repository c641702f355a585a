# METADATA
# title: Image of a job has the tag latest
# description: |
#   `latest` moves with every release, so a pipeline that passed yesterday can fail today, or run
#   something else with the job's secrets. Name a version and, better still, its digest.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/docker/using_docker_images/
# custom:
#   severity: high
#   category: pinning
#   kinds: [gitlab-ci]
#   fix: manual
#   since: 0.1.0
#   peers: [GL001, CKV_GITLABCI_3]
#   controls: [
#     "cis-docker@1.6:4.2", "owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
package gatecheck.gitlab.image_tag_latest

import data.gatecheck.lib.gitlab
import data.gatecheck.lib.pinning

deny contains {
	"msg": sprintf("%s moves with every release: %s", [image.label, image.ref]),
	"at": image.at,
	"fix": {
		"title": "name a version and its digest",
		"ops": [{
			"op": "set", "at": image.at,
			"value": regex.replace(image.ref, `latest\s*$`, "<version>@sha256:<digest>"),
		}],
	},
} if {
	some image in gitlab.images
	pinning.state(image.ref) == "latest"
}
