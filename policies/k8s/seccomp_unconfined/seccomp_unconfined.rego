# METADATA
# title: Seccomp is switched off
# description: |
#   Unconfined lets a container make every system call of the kernel, also those that no ordinary
#   program needs and that most escapes begin with. Use RuntimeDefault, or a profile of your own for
#   the one call that is missing.
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
#   profiles: [pss-baseline, pss-restricted]
#   peers: [KSV-0104, "semgrep:seccomp-confinement-disabled", "kyverno:restrict-seccomp"]
#   controls: ["cis-k8s@1.12:5.6.2", "pss:baseline", "nist-800-53:CM-7"]
package gatecheck.k8s.seccomp_unconfined

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"%s runs without seccomp: securityContext.seccompProfile.type is Unconfined",
		[context.of],
	),
	"at": at,
	"fix": {"title": "use the runtime's own profile", "ops": ops},
} if {
	some context in k8s.security_contexts
	object.get(context.fields, ["seccompProfile", "type"], "") == "Unconfined"
	at := array.concat(context.at, ["seccompProfile", "type"])
	ops := [{"op": "set", "at": at, "value": "RuntimeDefault"}]
}
