# METADATA
# title: Containers run without a seccomp profile
# description: |
#   Without a profile a container may make every system call of the kernel, also those that no
#   ordinary program needs and that most escapes begin with. The runtime's own profile,
#   RuntimeDefault, blocks them and rarely disturbs anything.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tutorials/security/seccomp/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-restricted]
#   peers: [
#     CKV_K8S_31, KSV-0030, C-0210, "kube-score:container-seccomp-profile",
#     "kics:Seccomp Profile Is Not Configured"
#   ]
#   controls: ["cis-k8s@1.12:5.6.2", "pss:restricted", "nist-800-53:CM-7"]
package gatecheck.k8s.seccomp_missing

import data.gatecheck.lib.k8s

deny contains {
	"msg": msg,
	"at": at,
	"fix": {
		"title": "use the runtime's own profile",
		"ops": [{"op": "set", "at": at, "value": {"type": "RuntimeDefault"}}],
	},
} if {
	k8s.pod.os != "windows"
	lacking := [c.name |
		some c in k8s.containers
		k8s.is_whole(c)
		not is_string(object.get(c.effective, ["seccompProfile", "type"], null))
	]
	count(lacking) > 0
	msg := _message(lacking)
	at := array.concat(k8s.pod.at, ["securityContext", "seccompProfile"])
}

_message(names) := sprintf(
	"container %q runs without a seccomp profile",
	[names[0]],
) if count(names) == 1

_message(names) := msg if {
	count(names) > 1
	quoted := [sprintf("%q", [name]) | some name in names]
	msg := sprintf("containers %s run without a seccomp profile", [concat(", ", quoted)])
}
