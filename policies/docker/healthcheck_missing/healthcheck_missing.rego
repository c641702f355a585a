# METADATA
# title: Image without a health check
# description: |
#   Without `HEALTHCHECK`, Docker takes a container for healthy as long as its process lives.
#   Kubernetes ignores it and asks its own probes, so this is of use only where Docker, Compose or
#   Swarm runs the image.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#healthcheck
# custom:
#   severity: low
#   category: hygiene
#   kinds: [dockerfile]
#   opt_in: true
#   since: 0.1.0
#   peers: [DL3057, CKV_DOCKER_2, DS-0026]
#   controls: ["cis-docker@1.6:4.6"]
package gatecheck.docker.healthcheck_missing

import data.gatecheck.lib.docker

deny contains {
	"msg": sprintf("the image built from %s has no HEALTHCHECK", [docker.base_text(stage)]),
	"at": ["stages", stage.index],
} if {
	stage := docker.final
	checks := [i |
		some i in docker.instructions(stage)
		input.instructions[i].cmd == "HEALTHCHECK"
		not object.get(input.instructions[i], "onbuild", false)
	]
	count(checks) == 0
}
