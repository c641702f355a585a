# METADATA
# title: Container is privileged
# description: |
#   A privileged container has every capability and every device of its node, without seccomp or
#   AppArmor: whoever takes the container over has the node. Ask for the one capability or device
#   that is needed instead.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: high
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [
#     CKV_K8S_16, CKV_K8S_2, KSV-0017, C-0057, "kube-linter:privileged-container",
#     "kube-score:container-security-context-privileged", "polaris:runAsPrivileged",
#     "kics:Container Is Privileged", "gatekeeper:privileged-containers"
#   ]
#   controls: [
#     "cis-k8s@1.12:5.2.2", "pss:baseline", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "pci-dss@4.0.1:2.2.6", "cwe:250"
#   ]
package gatecheck.k8s.privileged

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q is privileged", [c.name]),
	"at": at,
	"fix": {"title": "take the privileges away", "ops": [{"op": "set", "at": at, "value": false}]},
} if {
	some c in k8s.containers
	c.effective.privileged == true
	at := array.concat(c.at, ["securityContext", "privileged"])
}
