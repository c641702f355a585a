# METADATA
# title: Base image without a tag
# description: |
#   Without a tag the registry's `latest` is meant, so the same Dockerfile builds another image
#   tomorrow, and nobody can tell which one is running. Write the version, and its digest.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#from
#   - ref: https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile]
#   fix: manual
#   since: 0.1.0
#   peers: [DL3006, CKV_DOCKER_7, DS-0001]
#   controls: ["cis-docker@1.6:4.2", "owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.docker.image_without_tag

import data.gatecheck.lib.docker

deny contains object.union(
	{"msg": sprintf("image %s has no tag", [found.parts.ref]), "at": found.at},
	docker.pin(found, "<tag>"),
) if {
	some found in docker.images
	found.how == "FROM"
	found.parts.tag == ""
	found.parts.digest == ""
}
