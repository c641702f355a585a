# METADATA
# title: Container can change its own image
# description: |
#   Whoever gets into the container can replace its programs and leave tools behind. Set
#   readOnlyRootFilesystem to true, and mount an emptyDir where the program must write, such as
#   /tmp.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   peers: [
#     CKV_K8S_22, KSV-0014, C-0017, "kube-linter:no-read-only-root-fs",
#     "kube-score:container-security-context-readonlyrootfilesystem",
#     "polaris:notReadOnlyRootFilesystem"
#   ]
#   controls: [
#     "cis-k8s@1.12:5.6.3", "nist-800-53:SI-7", "hipaa:164.312(c)(1)", "pci-dss@4.0.1:11.5.2",
#     "cwe:732"
#   ]
package gatecheck.k8s.writable_root_filesystem

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"container %q can write to its root filesystem: securityContext.readOnlyRootFilesystem is not true",
		[c.name],
	),
	"at": at,
	"fix": {
		"title": "make the root filesystem read-only",
		"ops": [{"op": "set", "at": at, "value": true}],
	},
} if {
	some c in k8s.containers
	_says(c)

	# Windows cannot do without writing.
	c.os != "windows"
	object.get(c.effective, "readOnlyRootFilesystem", false) != true
	at := array.concat(c.at, ["securityContext", "readOnlyRootFilesystem"])
}

_says(c) if k8s.is_whole(c)

_says(c) if "readOnlyRootFilesystem" in object.keys(c.effective)
