# METADATA
# title: Container may run as root
# description: |
#   A process that breaks out of a root container is root on the node. Nothing here keeps the image from
#   running as user 0: require a non-root user, and the kubelet refuses to start the container otherwise.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-restricted]
#   peers: [CKV_K8S_23, KSV-0012, C-0013]
#   controls: ["cis-k8s@1.12:5.2.7", "pss:restricted"]
package gatecheck.k8s.run_as_root

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q may run as root", [c.name]),
	"at": at,
	"fix": {"title": "require a non-root user", "ops": [{"op": "set", "at": at, "value": true}]},
} if {
	some c in k8s.containers
	object.get(c.effective, "runAsNonRoot", false) != true
	at := array.concat(c.at, ["securityContext", "runAsNonRoot"])
}
