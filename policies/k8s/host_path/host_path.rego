# METADATA
# title: Pod mounts a path of its node
# description: |
#   What lies on the node is shared by all pods there, outlives them, and ties them to it; and a
#   path that seems harmless today may hold something else on the next node. Use a volume of
#   Kubernetes instead: emptyDir, a persistent volume, or a projected one. (Paths that control the
#   node are k8s/sensitive-host-path and k8s/runtime-socket.)
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [KSV-0023, C-0048, "polaris:hostPathSet", "gatekeeper:host-filesystem"]
#   controls: [
#     "cis-k8s@1.12:5.2.11", "pss:baseline", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "pci-dss@4.0.1:2.2.6"
#   ]
package gatecheck.k8s.host_path

import data.gatecheck.lib.host_path

deny contains {
	"msg": sprintf("volume %q mounts the node's %s", [volume.name, volume.path]),
	"at": volume.at,
} if {
	some volume in host_path.volumes
	not host_path.is_sensitive(volume.path)
	not host_path.is_runtime_socket(volume.path)
}
