# METADATA
# title: Windows container runs on the node itself
# description: |
#   A host process container has the files, the network and the devices of its Windows node, and
#   runs as a user of the node: it is no container. Leave the field out, unless the pod is there to
#   manage nodes.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
# custom:
#   severity: high
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [KSV-0103, C-0202, "polaris:hostProcess"]
#   controls: ["cis-k8s@1.12:5.2.10", "pss:baseline", "nist-800-53:AC-6"]
package gatecheck.k8s.windows_host_process

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("%s runs on the node itself: windowsOptions.hostProcess is true", [context.of]),
	"at": at,
	"fix": {"title": "run as a container", "ops": [{"op": "remove", "at": at}]},
} if {
	some context in k8s.security_contexts
	object.get(context.fields, ["windowsOptions", "hostProcess"], false) == true
	at := array.concat(context.at, ["windowsOptions", "hostProcess"])
}
