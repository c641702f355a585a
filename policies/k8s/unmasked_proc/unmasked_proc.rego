# METADATA
# title: Container sees all of /proc
# description: |
#   Runtimes hide the parts of /proc that show or change the node's kernel. With procMount Unmasked
#   they are open to the container. Leave the field out.
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
#     KSV-0027, "kube-linter:unsafe-proc-mount", "polaris:procMount",
#     "kics:Container Runs Unmasked"
#   ]
#   controls: ["pss:baseline", "nist-800-53:CM-7"]
package gatecheck.k8s.unmasked_proc

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"container %q sees all of /proc: securityContext.procMount is %q",
		[c.name, c.effective.procMount],
	),
	"at": at,
	"fix": {"title": "let the runtime hide the kernel", "ops": [{"op": "remove", "at": at}]},
} if {
	some c in k8s.containers
	is_string(c.effective.procMount)
	not c.effective.procMount in {"", "Default"}
	at := array.concat(c.at, ["securityContext", "procMount"])
}
