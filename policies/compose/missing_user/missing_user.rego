# METADATA
# title: Service names no user
# description: |
#   The service runs as the user of its image, which is root unless the image says otherwise, and
#   nobody can tell from here. Give the number of a user without rights.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
# custom:
#   severity: low
#   category: root
#   kinds: [compose]
#   fix: unsafe
#   opt_in: true
#   since: 0.1.0
#   controls: [
#     "cis-docker@1.6:4.1", "nist-800-53:AC-6", "hipaa:164.312(a)(1)", "pci-dss@4.0.1:2.2.6",
#     "cwe:250"
#   ]
#   settings:
#     user:
#       default: 10001
#       description: The user that the fix gives to a service.
package gatecheck.compose.missing_user

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s runs as the user of its image: it has no user", [service.label]),
	"at": at,
	"fix": {
		"title": sprintf("run as user %v", [data.gatecheck.config.compose.missing_user.user]),
		"ops": [{
			"op": "set", "at": at,
			"value": sprintf("%v", [data.gatecheck.config.compose.missing_user.user]),
		}],
	},
} if {
	some service in compose.services
	service.whole
	object.get(service.raw, "user", null) in {null, ""}
	not _is_rootless(service)
	at := array.concat(service.at, ["user"])
}

# Images that are made to run without root say so in their name.
_is_rootless(service) if {
	not service.raw.build
	is_string(service.raw.image)
	regex.match(`nonroot|rootless|unprivileged`, service.raw.image)
}
