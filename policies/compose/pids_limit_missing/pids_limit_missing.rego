# METADATA
# title: Service has no process limit
# description: |
#   A service that starts processes without end leaves none for the others on the host, not even for
#   a login to stop it. Give it a limit of processes and threads.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#pids_limit
# custom:
#   severity: low
#   category: limits
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["kics:Pids Limit Not Set"]
#   controls: ["cis-docker@1.6:5.29", "nist-800-53:SC-6", "hipaa:164.308(a)(7)", "cwe:400"]
#   settings:
#     limit:
#       default: 200
#       description: The limit that the fix gives to a service.
package gatecheck.compose.pids_limit_missing

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s has no process limit", [service.label]),
	"at": at,
	"fix": {
		"title": sprintf("limit the service to %v processes", [data.gatecheck.config.compose.pids_limit_missing.limit]),
		"ops": [{"op": "set", "at": at, "value": data.gatecheck.config.compose.pids_limit_missing.limit}],
	},
} if {
	some service in compose.services
	service.whole
	not compose.has_limit(service, "pids", {"pids_limit"})
	at := compose.limit_at(service, "pids", "pids_limit")
}
