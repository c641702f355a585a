# METADATA
# title: Service is privileged
# description: |
#   A privileged container has all capabilities and all devices of the host: whoever takes it over
#   has the host. Take `privileged` away, and add the one capability or device that is needed.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#privileged
# custom:
#   severity: high
#   category: root
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["kics:Privileged Containers Enabled", "semgrep:privileged-service"]
#   controls: [
#     "cis-docker@1.6:5.5", "nist-800-53:AC-6", "hipaa:164.312(a)(1)", "pci-dss@4.0.1:2.2.6",
#     "cwe:250"
#   ]
package gatecheck.compose.privileged

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s is privileged", [service.label]),
	"at": at,
	"fix": {"title": "run without privileges", "ops": [{"op": "remove", "at": at}]},
} if {
	some service in compose.services
	object.get(service.raw, "privileged", false) in {true, "true"}
	at := array.concat(service.at, ["privileged"])
}
