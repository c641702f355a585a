# METADATA
# title: Image without a digest
# description: |
#   A tag can be pushed again, so what is built on it, or copied out of it, can change without a
#   change in the Dockerfile. A digest cannot: write it behind the tag, and let a bot raise both.
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
# custom:
#   severity: low
#   category: pinning
#   kinds: [dockerfile]
#   fix: manual
#   since: 0.1.0
#   peers: []
#   controls: ["cis-docker@1.6:4.2", "owasp-cicd:CICD-SEC-3", "owasp-cicd:CICD-SEC-9", "cwe:494"]
package gatecheck.docker.image_without_digest

import data.gatecheck.lib.docker

deny contains object.union(
	{"msg": sprintf("image %s is not pinned by its digest", [found.parts.ref]), "at": found.at},
	docker.pin(found, "<tag>"),
) if {
	some found in docker.images
	found.parts.digest == ""

	# Without a tag or with latest it is denied by the rules for these.
	not found.parts.tag in {"", "latest"}
}
