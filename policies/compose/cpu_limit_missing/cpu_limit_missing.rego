# METADATA
# title: Service has no CPU limit
# description: |
#   One service that spins takes the processor time of all others on the host. Give it a limit above
#   what it needs at its busiest.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
# custom:
#   severity: low
#   category: limits
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["kics:Cpus Not Limited"]
#   controls: ["cis-docker@1.6:5.12", "nist-800-53:SC-6", "hipaa:164.308(a)(7)", "cwe:400"]
#   settings:
#     limit:
#       default: "1.0"
#       description: The limit that the fix gives to a service.
package gatecheck.compose.cpu_limit_missing

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s has no CPU limit", [service.label]),
	"at": at,
	"fix": {
		"title": sprintf("limit the service to %v CPUs", [data.gatecheck.config.compose.cpu_limit_missing.limit]),
		"ops": [{"op": "set", "at": at, "value": data.gatecheck.config.compose.cpu_limit_missing.limit}],
	},
} if {
	some service in compose.services
	service.whole
	not compose.has_limit(service, "cpus", {"cpus", "cpu_quota", "cpu_count", "cpu_percent", "cpuset"})
	at := compose.limit_at(service, "cpus", "cpus")
}
