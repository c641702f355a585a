# METADATA
# title: Service may gain privileges
# description: |
#   A process in the container can get more rights than it was started with, by a setuid program for
#   example. `no-new-privileges` forbids that, and hardly any service needs it.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#security_opt
#   - ref: https://docs.docker.com/reference/cli/docker/container/run/#security-opt
# custom:
#   severity: medium
#   category: root
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["kics:No New Privileges Not Set", "semgrep:no-new-privileges"]
#   controls: [
#     "cis-docker@1.6:5.26", "nist-800-53:AC-6", "hipaa:164.312(a)(1)", "pci-dss@4.0.1:7.2.2",
#     "cwe:269"
#   ]
package gatecheck.compose.privilege_escalation

import data.gatecheck.lib.compose

deny contains object.union(
	{
		"msg": sprintf("%s may gain privileges: security_opt has no no-new-privileges", [service.label]),
		"at": at,
	},
	_fix(service, at),
) if {
	some service in compose.services
	service.whole
	[option | some option in _options(service); is_string(option); _forbids(option)] == []
	at := array.concat(service.at, ["security_opt"])
}

_forbids(option) if regex.match(`^no-new-privileges([:=]\s*true)?$`, option)

# What has all rights already is not mended by this: `privileged` goes first. It is said all the same,
# since it is true, and would otherwise come up only once `privileged` is gone.
_fix(service, _) := {} if _is_privileged(service)

_fix(service, at) := {"fix": {"title": "forbid new privileges", "ops": [{
	"op": "insert",
	"at": array.concat(at, [count(_options(service))]),
	"value": "no-new-privileges:true",
}]}} if {
	not _is_privileged(service)
}

_is_privileged(service) if service.raw.privileged in {true, "true"}

_options(service) := service.raw.security_opt if is_array(service.raw.security_opt)

_options(service) := [] if not is_array(object.get(service.raw, "security_opt", null))
