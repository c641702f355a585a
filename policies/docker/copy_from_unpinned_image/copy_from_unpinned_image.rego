# METADATA
# title: Files copied from whatever image is newest
# description: |
#   `COPY --from` and `RUN --mount=from=` take files out of another image. Without a tag, or with
#   `latest`, these are other files after its next release, and nobody can tell which are in use.
#   Write the version and its digest, or give the image a stage of its own.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#copy---from
#   - ref: https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile]
#   fix: manual
#   since: 0.1.0
#   peers: [DL3022]
#   controls: ["cis-docker@1.6:4.2", "owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.docker.copy_from_unpinned_image

import data.gatecheck.lib.docker

deny contains object.union(
	{
		"msg": sprintf(
			"%s takes files from image %s, whatever its newest version is",
			[found.how, found.parts.ref],
		),
		"at": found.at,
	},
	docker.pin(found, "<tag>"),
) if {
	some found in docker.images
	found.how != "FROM"
	found.parts.tag in {"", "latest"}
	found.parts.digest == ""
}
