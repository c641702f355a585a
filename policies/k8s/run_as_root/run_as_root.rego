# METADATA
# title: Container may run as root
# description: |
#   A process that breaks out of a root container is root on the node, and inside it can change
#   every file. Nothing here keeps the image from running as user 0. Set runAsNonRoot to true: the
#   kubelet then refuses to start the container as root. The image must name its user by number.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-restricted]
#   peers: [
#     CKV_K8S_23, KSV-0012, C-0013, "kube-linter:run-as-non-root", "polaris:runAsRootAllowed",
#     "kics:Container Running As Root"
#   ]
#   controls: [
#     "cis-k8s@1.12:5.2.7", "pss:restricted", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "pci-dss@4.0.1:2.2.6", "cwe:250"
#   ]
package gatecheck.k8s.run_as_root

import data.gatecheck.lib.k8s

deny contains object.union(_related(c, at), {
	"msg": sprintf("container %q may run as root: securityContext.runAsNonRoot is not true", [c.name]),
	"at": at,
	"fix": {"title": "require a non-root user", "ops": [{"op": "set", "at": at, "value": true}]},
}) if {
	some c in k8s.containers
	_says(c)
	object.get(c.effective, "runAsNonRoot", false) != true

	# With a user given it is known whether that is root: k8s/run-as-user-zero.
	not is_number(object.get(c.effective, "runAsUser", null))
	at := array.concat(c.at, ["securityContext", "runAsNonRoot"])
}

_says(c) if k8s.is_whole(c)

_says(c) if object.get(c.raw, ["securityContext", "runAsNonRoot"], null) != null

_related(c, at) := {"related": [{"at": c.from.runAsNonRoot, "msg": "the pod allows it here"}]} if {
	object.get(c.from, "runAsNonRoot", at) != at
} else := {}
