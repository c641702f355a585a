# METADATA
# title: Service has capabilities beyond Docker's own
# description: |
#   Docker gives containers the capabilities that ordinary services need. Each further one is a part
#   of what root can do on the host, and some are enough to become root there. Remove those that
#   the service does not need.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#cap_add
#   - ref: https://docs.docker.com/engine/security/#linux-kernel-capabilities
# custom:
#   severity: medium
#   category: root
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["kics:Container Capabilities Unrestricted"]
#   controls: [
#     "cis-docker@1.6:5.4", "nist-800-53:CM-7", "pci-dss@4.0.1:2.2.6", "cwe:250"
#   ]
package gatecheck.compose.added_capability

import data.gatecheck.lib.capability
import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf(
		"%s has the %s %s",
		[service.label, _noun(found), concat(", ", [names[i] | some i in found])],
	),
	"at": array.concat(at, [found[0]]),
	"fix": {"title": concat(" ", ["remove the", _noun(found)]), "ops": _ops(at, found, names)},
} if {
	some service in compose.services
	names := service.raw.cap_add
	is_array(names)
	found := [i | some i, name in names; is_string(name); not _is_ordinary(name)]
	count(found) > 0
	at := array.concat(service.at, ["cap_add"])
}

_noun(found) := "capability" if count(found) == 1

_noun(found) := "capabilities" if count(found) > 1

# Docker gives these to every container, NET_RAW too.
_is_ordinary(name) if capability.bare(name) in (capability.ordinary | {"NET_RAW"})

# A list that would be empty goes as a whole.
_ops(at, found, names) := [{"op": "remove", "at": at}] if count(found) == count(names)

_ops(at, found, names) := [{"op": "remove", "at": array.concat(at, [i])} | some i in found] if {
	count(found) < count(names)
}
