# METADATA
# title: Image of a job has no tag
# description: |
#   Without a tag the registry gives whatever it calls latest that day, so a pipeline that passed
#   yesterday can fail today, or run something else with the job's secrets. Name a version and,
#   better still, its digest.
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
package gatecheck.gitlab.image_without_tag

import data.gatecheck.lib.gitlab
import data.gatecheck.lib.pinning

deny contains {
	"msg": sprintf("%s has neither tag nor digest: %s", [image.label, image.ref]),
	"at": image.at,
	"fix": {
		"title": "name a version and its digest",
		"ops": [{
			"op": "set", "at": image.at,
			"value": sprintf("%s:<version>@sha256:<digest>", [image.ref]),
		}],
	},
} if {
	some image in gitlab.images
	pinning.state(image.ref) == "untagged"
}
