# METADATA
# title: Job's container image is not pinned to a digest
# description: |
#   A tag can be moved at any time to another image, so that tomorrow's job runs on other software
#   than the one that was tested. Name the image by its digest, and keep the tag beside it.
# related_resources:
#   - ref: https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container
# custom:
#   severity: medium
#   category: pinning
#   kinds: [github-actions]
#   fix: manual
#   since: 0.1.0
#   peers: ["zizmor:unpinned-images", "ghalint:deny_job_container_latest_image"]
#   controls: [
#     "cis-docker@1.6:4.2", "owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
package gatecheck.github.container_image_unpinned

import data.gatecheck.lib.github
import data.gatecheck.lib.pinning

deny contains {
	"msg": sprintf("%s uses %s, %s", [image.label, image.ref, _why[state]]),
	"at": image.at,
	"fix": {
		"title": "append the image's digest",
		"ops": [{"op": "set", "at": image.at, "value": sprintf("%s@sha256:<digest>", [image.ref])}],
	},
} if {
	some image in github.images
	state := pinning.state(image.ref)
	state != "pinned"
}

_why := {
	"untagged": "which has neither tag nor digest",
	"latest": "which changes with every release",
	"tagged": "which has a tag, but no digest",
}
