# METADATA
# title: Image of a service is not pinned to a digest
# description: |
#   A tag can be moved at any time to another image. Name the image by its digest, and keep the tag
#   beside it, so that every host runs what was tested.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#image
# custom:
#   severity: low
#   category: pinning
#   kinds: [compose]
#   fix: manual
#   since: 0.1.0
#   controls: [
#     "cis-docker@1.6:4.2", "owasp-cicd:CICD-SEC-3", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
package gatecheck.compose.image_without_digest

import data.gatecheck.lib.compose
import data.gatecheck.lib.pinning

deny contains {
	"msg": sprintf("the image of %s is not named by its digest: %s", [image.label, image.ref]),
	"at": image.at,
	"fix": {
		"title": "append the image's digest",
		"ops": [{"op": "set", "at": image.at, "value": sprintf("%s@sha256:<digest>", [image.ref])}],
	},
} if {
	some image in compose.images

	# Without a tag or with latest it is denied by the rules for these.
	pinning.state(image.ref) == "tagged"
}
