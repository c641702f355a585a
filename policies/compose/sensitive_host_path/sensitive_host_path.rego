# METADATA
# title: Service sees folders that control its host
# description: |
#   Who can write to the host's system folders is root on the host, and who can read them finds the
#   host's keys and passwords. Mount only the file or folder that is needed, read-only.
# related_resources:
#   - ref: https://docs.docker.com/engine/storage/bind-mounts/
# custom:
#   severity: high
#   category: root
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: ["kics:Volume Has Sensitive Host Directory"]
#   controls: [
#     "cis-docker@1.6:5.6", "nist-800-53:AC-6", "hipaa:164.312(a)(1)", "pci-dss@4.0.1:2.2.6",
#     "cwe:250"
#   ]
package gatecheck.compose.sensitive_host_path

import data.gatecheck.lib.compose
import data.gatecheck.lib.host_path

deny contains object.union({
	"msg": sprintf("%s can %s %s of its host", [volume.label, _does(volume), path]),
	"at": _place(volume),
}, _fix(volume, path)) if {
	some volume in compose.volumes
	volume.kind == "bind"

	# Others lie beside the file.
	regex.match(`^(/|[A-Za-z]:)`, volume.source)
	path := host_path.clean(volume.source)
	_is_sensitive(path)
	not host_path.is_runtime_socket(path)
	_matters(volume, path)
}

_is_sensitive(path) if host_path.is_sensitive(path)

_is_sensitive(path) if path == "/lib/modules"

_does(volume) := "read" if volume.read_only

_does(volume) := "write to" if not volume.read_only

_matters(volume, _) if not volume.read_only

_matters(volume, path) if {
	volume.read_only
	not _may_be_read(path)
}

# What monitoring reads holds no secrets.
_may_be_read(path) if path in _readable

_may_be_read(path) if startswith(path, "/proc/")

_readable := {
	"/proc", "/sys", "/dev", "/var/log", "/usr", "/usr/bin", "/usr/lib", "/usr/sbin", "/bin", "/sbin",
	"/lib", "/lib64", "/lib/modules", "/boot", "/etc/passwd",
}

_place(volume) := volume.at if volume.short

_place(volume) := array.concat(volume.at, ["source"]) if not volume.short

_fix(volume, path) := {"fix": {"title": "mount it read-only", "ops": [_op(volume)]}} if {
	not volume.read_only
	_may_be_read(path)
} else := {}

_op(volume) := {"op": "set", "at": array.concat(volume.at, ["read_only"]), "value": true} if {
	not volume.short
}

_op(volume) := {"op": "set", "at": volume.at, "value": _short(volume)} if volume.short

_short(volume) := sprintf("%s:ro", [written]) if {
	written := _written(volume)
	endswith(written, concat("", [":", volume.target]))
}

# Modes that are there already: all of them stay but rw.
_short(volume) := concat("", [base, ":", concat(",", modes)]) if {
	written := _written(volume)
	not endswith(written, concat("", [":", volume.target]))
	last := regex.replace(written, `^.*:`, "")
	base := trim_suffix(written, concat("", [":", last]))
	modes := array.concat(["ro"], [mode | some mode in split(last, ","); not mode in {"rw", ""}])
}

_written(volume) := volume.service.raw.volumes[volume.at[count(volume.at) - 1]]
