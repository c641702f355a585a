# METADATA
# title: Pod mounts a path of its node's system
# description: |
#   Who can write to the system's folders, or to those of the kubelet, has the node; who can read
#   them finds keys, the secrets of other pods, or at least their logs. Mount the one file that is
#   needed, read-only, or get at it through the API.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   severity: high
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [
#     KSV-0121, "kube-linter:sensitive-host-mounts", C-0045,
#     "kics:Workload Mounting With Sensitive OS Directory"
#   ]
#   controls: [
#     "cis-k8s@1.12:5.2.11", "pss:baseline", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "pci-dss@4.0.1:2.2.6", "cwe:668"
#   ]
package gatecheck.k8s.sensitive_host_path

import data.gatecheck.lib.host_path
import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(_says(volume), [volume.name, volume.path]),
	"at": volume.at,
} if {
	some volume in host_path.volumes
	host_path.is_sensitive(volume.path)
	not host_path.is_runtime_socket(volume.path)
}

_says(volume) := "volume %q lets containers read the node's %s, with the logs of other pods" if {
	_only_read_logs(volume)
} else := "volume %q mounts the node's %s"

# Whether it is a folder of logs that no container can write to.
_only_read_logs(volume) if {
	regex.match(`^/var/(log|lib/docker/containers)(/|$)`, volume.path)
	mounts := [mount |
		some c in k8s.containers
		listed := object.get(c.raw, "volumeMounts", [])
		is_array(listed)
		some mount in listed
		mount.name == volume.name
	]
	count(mounts) > 0
	every mount in mounts {
		mount.readOnly == true
	}
}
