# METADATA
# title: Service has no health check
# description: |
#   Without a health check a service that hangs counts as running, and those that depend on it start
#   before it is ready. The image may have one; write it here if it has none.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#healthcheck
# custom:
#   severity: low
#   category: hygiene
#   kinds: [compose]
#   opt_in: true
#   since: 0.1.0
#   peers: ["kics:Healthcheck Not Set"]
#   controls: ["cis-docker@1.6:5.27"]
package gatecheck.compose.healthcheck_missing

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s has no healthcheck", [service.label]),
	"at": array.concat(service.at, ["healthcheck"]),
} if {
	some service in compose.services
	service.whole
	not service.raw.healthcheck
}
