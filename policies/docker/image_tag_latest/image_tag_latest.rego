# METADATA
# title: Base image is latest
# description: |
#   `latest` moves with every release, so the same Dockerfile builds another image tomorrow, and
#   nobody can tell which one is running. Write the version, and its digest.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#from
#   - ref: https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile]
#   fix: manual
#   since: 0.1.0
#   peers: [DL3007, CKV_DOCKER_7, DS-0001]
#   controls: ["cis-docker@1.6:4.2", "owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.docker.image_tag_latest

import data.gatecheck.lib.docker

deny contains object.union(
	{"msg": sprintf("image %s moves with every release", [found.parts.ref]), "at": found.at},
	docker.pin(found, "<tag>"),
) if {
	some found in docker.images
	found.how == "FROM"
	found.parts.tag == "latest"
	found.parts.digest == ""
}
