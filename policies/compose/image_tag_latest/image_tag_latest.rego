# METADATA
# title: Image of a service has the tag latest
# description: |
#   `latest` moves with every release, so that two hosts run two versions, and nobody can tell which
#   one was tested. Name a version and, better still, its digest.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#image
# custom:
#   severity: medium
#   category: pinning
#   kinds: [compose]
#   fix: manual
#   since: 0.1.0
#   controls: [
#     "cis-docker@1.6:5.28", "owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
package gatecheck.compose.image_tag_latest

import data.gatecheck.lib.compose
import data.gatecheck.lib.pinning

deny contains {
	"msg": sprintf("the image of %s moves with every release: %s", [image.label, image.ref]),
	"at": image.at,
	"fix": {
		"title": "name a version and its digest",
		"ops": [{
			"op": "set", "at": image.at,
			"value": regex.replace(image.ref, `latest\s*$`, "<version>@sha256:<digest>"),
		}],
	},
} if {
	some image in compose.images
	pinning.state(image.ref) == "latest"
}
