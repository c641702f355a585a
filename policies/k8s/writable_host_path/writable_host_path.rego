# METADATA
# title: Container can write to a path of its node
# description: |
#   What the container writes there, other pods and the node itself read: a way out of the
#   container, and one that stays after it. Mount the path read-only.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   peers: [
#     "kube-linter:writable-host-mount", C-0045,
#     "kics:Volume Mount With OS Directory Write Permissions"
#   ]
#   controls: ["cis-k8s@1.12:5.2.11", "nist-800-53:AC-6", "hipaa:164.312(a)(1)", "cwe:732"]
package gatecheck.k8s.writable_host_path

import data.gatecheck.lib.host_path
import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q can write to the node's %s", [c.name, volume.path]),
	"at": array.concat(mount_at, ["readOnly"]),
	"related": [{"at": volume.at, "msg": "the path of the node"}],
	"fix": {"title": "mount it read-only", "ops": [{
		"op": "set",
		"at": array.concat(mount_at, ["readOnly"]),
		"value": true,
	}]},
} if {
	some volume in host_path.volumes

	not _is_used_by_reading(volume)
	some c in k8s.containers
	mounts := object.get(c.raw, "volumeMounts", [])
	is_array(mounts)
	some i, mount in mounts
	mount.name == volume.name
	object.get(mount, "readOnly", false) != true
	mount_at := array.concat(c.at, ["volumeMounts", i])
}

# A read-only mount does not keep a socket or a device from being used.
_is_used_by_reading(volume) if volume.type in {"Socket", "CharDevice", "BlockDevice"}

_is_used_by_reading(volume) if host_path.is_runtime_socket(volume.path)

_is_used_by_reading(volume) if regex.match(`^/dev/|\.sock$`, volume.path)
