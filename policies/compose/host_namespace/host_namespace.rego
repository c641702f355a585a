# METADATA
# title: Service shares its host's namespaces
# description: |
#   In the host's namespaces a container sees the host's processes, its network or its memory, so
#   that it can reach services that listen only locally, or watch and stop processes. Leave it in
#   its own, and publish the ports that are needed.
# related_resources:
#   - ref: https://docs.docker.com/reference/compose-file/services/#network_mode
#   - ref: https://docs.docker.com/reference/compose-file/services/#pid
# custom:
#   severity: high
#   category: root
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: [
#     "kics:Shared Host Network Namespace", "kics:Shared Host IPC Namespace",
#     "kics:Shared Host User Namespace", "kics:Host Namespace is Shared", "kics:Cgroup Not Default"
#   ]
#   controls: [
#     "cis-docker@1.6:5.10", "cis-docker@1.6:5.16", "cis-docker@1.6:5.17", "nist-800-53:SC-39",
#     "pci-dss@4.0.1:2.2.6", "cwe:653"
#   ]
package gatecheck.compose.host_namespace

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s uses its host's %s: %s %s host", [
		service.label,
		_list([_keys[key] | some key in found]),
		_list(found),
		_verb(found),
	]),
	"at": array.concat(service.at, [found[0]]),
	"fix": {"title": "leave the service in namespaces of its own", "ops": [op |
		some key in found
		op := {"op": "remove", "at": array.concat(service.at, [key])}
	]},
} if {
	some service in compose.services
	found := [key | some key in _order; service.raw[key] == "host"]
	count(found) > 0
}

_order := ["network_mode", "pid", "ipc", "userns_mode", "uts", "cgroup"]

_keys := {
	"network_mode": "network",
	"pid": "processes",
	"ipc": "shared memory",
	"userns_mode": "users",
	"uts": "host name",
	"cgroup": "cgroups",
}

_list(words) := words[0] if count(words) == 1

_list(words) := concat(" and ", [concat(", ", array.slice(words, 0, last)), words[last]]) if {
	count(words) > 1
	last := count(words) - 1
}

_verb(words) := "is" if count(words) == 1

_verb(words) := "are" if count(words) > 1
