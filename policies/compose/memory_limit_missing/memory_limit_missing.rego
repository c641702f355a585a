# METADATA
# title: Service has no memory limit
# description: |
#   One service that leaks memory makes the host kill others, and not always the guilty one. Give it a
#   limit a little above what it needs at its busiest.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/deploy/#resources
# custom:
#   severity: low
#   category: limits
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["kics:Memory Not Limited"]
#   controls: ["cis-docker@1.6:5.11", "nist-800-53:SC-6", "hipaa:164.308(a)(7)", "cwe:400"]
#   settings:
#     limit:
#       default: 512m
#       description: The limit that the fix gives to a service.
package gatecheck.compose.memory_limit_missing

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s has no memory limit", [service.label]),
	"at": at,
	"fix": {
		"title": sprintf("limit the service to %v", [data.gatecheck.config.compose.memory_limit_missing.limit]),
		"ops": [{"op": "set", "at": at, "value": data.gatecheck.config.compose.memory_limit_missing.limit}],
	},
} if {
	some service in compose.services
	service.whole
	not compose.has_limit(service, "memory", {"mem_limit"})
	at := compose.limit_at(service, "memory", "mem_limit")
}
