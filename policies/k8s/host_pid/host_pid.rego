# METADATA
# title: Pod shares the process IDs of its node
# description: |
#   The containers see every process of the node: their arguments, and through /proc their
#   environments and files. With a little more they can trace or kill them. Leave the field out,
#   unless watching the node's processes is what the pod is for.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   severity: high
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [
#     CKV_K8S_17, KSV-0010, C-0038, "kube-linter:host-pid", "polaris:hostPIDSet",
#     "kics:Shared Host PID Namespace"
#   ]
#   controls: ["cis-k8s@1.12:5.2.3", "pss:baseline", "nist-800-53:SC-39", "hipaa:164.312(a)(1)"]
package gatecheck.k8s.host_pid

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("%s shares the process IDs of its node: hostPID is true", [k8s.workload]),
	"at": at,
	"fix": {"title": "use process IDs of its own", "ops": [{"op": "remove", "at": at}]},
} if {
	k8s.pod.spec.hostPID == true
	at := array.concat(k8s.pod.at, ["hostPID"])
}
