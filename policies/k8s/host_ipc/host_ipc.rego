# METADATA
# title: Pod shares the interprocess communication of its node
# description: |
#   The containers can read and change the shared memory and the semaphores of every process on the
#   node. Hardly any program needs that: leave the field out.
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
#   peers: [CKV_K8S_18, KSV-0008, C-0038, "kube-linter:host-ipc", "polaris:hostIPCSet"]
#   controls: ["cis-k8s@1.12:5.2.4", "pss:baseline", "nist-800-53:SC-39", "hipaa:164.312(a)(1)"]
package gatecheck.k8s.host_ipc

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"%s shares the interprocess communication of its node: hostIPC is true",
		[k8s.workload],
	),
	"at": at,
	"fix": {"title": "use interprocess communication of its own", "ops": [{"op": "remove", "at": at}]},
} if {
	k8s.pod.spec.hostIPC == true
	at := array.concat(k8s.pod.at, ["hostIPC"])
}
