# METADATA
# title: Container may gain privileges
# description: |
#   Programs with the set-user-ID bit, such as sudo or ping, can then become root inside the
#   container, whatever user it was started as. The default is true: set allowPrivilegeEscalation to
#   false.
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
#     CKV_K8S_20, KSV-0001, C-0016, "kube-linter:privilege-escalation-container",
#     "polaris:privilegeEscalationAllowed", "kics:Privilege Escalation Allowed"
#   ]
#   controls: [
#     "cis-k8s@1.12:5.2.6", "pss:restricted", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "pci-dss@4.0.1:7.2.2", "cwe:269"
#   ]
package gatecheck.k8s.privilege_escalation

import data.gatecheck.lib.capability
import data.gatecheck.lib.k8s

deny contains object.union({"msg": msg, "at": at}, _fix(c, at)) if {
	some c in k8s.containers
	c.os != "windows"
	_says(c)
	object.get(c.effective, "allowPrivilegeEscalation", true) != false
	msg := sprintf(
		"container %q may gain privileges: securityContext.allowPrivilegeEscalation is not false",
		[c.name],
	)
	at := array.concat(c.at, ["securityContext", "allowPrivilegeEscalation"])
}

_says(c) if k8s.is_whole(c)

_says(c) if "allowPrivilegeEscalation" in object.keys(c.effective)

_fix(c, at) := {"fix": {
	"title": "forbid to gain privileges",
	"ops": [{"op": "set", "at": at, "value": false}],
}} if {
	not _has_them(c)
}

# Kubernetes refuses the field beside what already gives all privileges: that has to go first.
_fix(c, _) := {} if _has_them(c)

_has_them(c) if c.effective.privileged == true

_has_them(c) if {
	some capability_added in capability.added(c)
	capability_added.name == "SYS_ADMIN"
}
