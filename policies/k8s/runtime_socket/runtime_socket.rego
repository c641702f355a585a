# METADATA
# title: Pod mounts the container runtime's socket
# description: |
#   Who may talk to the runtime can start any container, a privileged one too: the pod has the node,
#   and a read-only mount does not change that. Build images with a tool that needs no daemon, and
#   get at containers through the Kubernetes API.
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
#     CKV_K8S_27, KSV-0006, C-0074, "kube-linter:docker-sock", "kyverno:disallow-cri-sock-mount"
#   ]
#   controls: [
#     "cis-k8s@1.12:5.2.11", "pss:baseline", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "pci-dss@4.0.1:2.2.6", "cwe:250"
#   ]
package gatecheck.k8s.runtime_socket

import data.gatecheck.lib.host_path

deny contains {
	"msg": sprintf(
		"volume %q mounts the socket of the node's container runtime: %s",
		[volume.name, volume.path],
	),
	"at": volume.at,
} if {
	some volume in host_path.volumes
	host_path.is_runtime_socket(volume.path)
}
