# METADATA
# title: Service sees the Docker socket
# description: |
#   Whoever can write to the socket can start any container, so can become root on the host; mounting
#   it read-only changes nothing about that. Put a proxy in between that lets through only the
#   requests that are needed.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/#docker-daemon-attack-surface
# custom:
#   severity: high
#   category: root
#   kinds: [compose]
#   since: 0.1.0
#   peers: ["kics:Docker Socket Mounted In Container", "semgrep:exposing-docker-socket-volume"]
#   controls: [
#     "cis-docker@1.6:5.32", "nist-800-53:AC-6", "hipaa:164.312(a)(1)", "pci-dss@4.0.1:2.2.6",
#     "cwe:250"
#   ]
package gatecheck.compose.docker_socket

import data.gatecheck.lib.compose
import data.gatecheck.lib.host_path

deny contains {
	"msg": sprintf("%s sees %s of its host", [volume.label, volume.source]),
	"at": _place(volume),
} if {
	some volume in compose.volumes
	volume.kind == "bind"
	not startswith(volume.source, ".")
	host_path.is_runtime_socket(host_path.clean(volume.source))
}

deny contains {
	"msg": sprintf("%s may use the API socket of its host's Docker", [service.label]),
	"at": array.concat(service.at, ["use_api_socket"]),
} if {
	some service in compose.services
	object.get(service.raw, "use_api_socket", false) == true
}

_place(volume) := volume.at if volume.short

_place(volume) := array.concat(volume.at, ["source"]) if not volume.short
