# METADATA
# title: Service is made to run as root
# description: |
#   `user` makes root the service's user, whatever its image says. A process that breaks out of the
#   container is root on the host. Give the number of a user without rights, and make the files
#   that it needs readable for it.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#user
# custom:
#   severity: medium
#   category: root
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   controls: [
#     "cis-docker@1.6:4.1", "nist-800-53:AC-6", "hipaa:164.312(a)(1)", "pci-dss@4.0.1:2.2.6",
#     "cwe:250"
#   ]
#   settings:
#     user:
#       default: 10001
#       description: The user that the fix gives to a service.
package gatecheck.compose.run_as_root

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s runs as root: user is %v", [service.label, service.raw.user]),
	"at": at,
	"fix": {
		"title": sprintf("run as user %v", [data.gatecheck.config.compose.run_as_root.user]),
		"ops": [{"op": "set", "at": at, "value": sprintf("%v", [data.gatecheck.config.compose.run_as_root.user])}],
	},
} if {
	some service in compose.services
	regex.match(`^(root|0+)(:.*)?$`, compose.interpolate(sprintf("%v", [object.get(service.raw, "user", "")])))
	at := array.concat(service.at, ["user"])
}
