# METADATA
# title: Image is not filled in
# description: |
#   A placeholder stands where an image, or a part of it, should be. Applied as it is, this cannot
#   be pulled; and which image it will be cannot be checked here. Check what the template renders
#   to, or write the image out.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   severity: high
#   category: pinning
#   kinds: [kubernetes]
#   match: {view: pod}
#   since: 0.1.0
#   controls: ["owasp-cicd:CICD-SEC-3"]
package gatecheck.k8s.image_unrendered

import data.gatecheck.lib.k8s_image

deny contains {
	"msg": sprintf("the image of %s is not filled in: %q", [image.of, image.ref.ref]),
	"at": image.at,
} if {
	some image in k8s_image.images
	image.ref.templated
	not _at_run_time(image.ref.ref)
}

# A workflow fills in its own parameters when it runs.
_at_run_time(reference) if {
	contains(input.kind, "Workflow")
	regex.match(`^[^{}$<>]*(\{\{[^{}]*\}\}[^{}$<>]*)+$`, reference)
}
