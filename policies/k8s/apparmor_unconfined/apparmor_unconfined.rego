# METADATA
# title: AppArmor is switched off
# description: |
#   The runtime's AppArmor profile keeps a container from mounting, from tracing other processes,
#   and from writing where the kernel is tuned. Unconfined takes that away. Use RuntimeDefault, or a
#   profile of your own.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tutorials/security/apparmor/
# custom:
#   severity: low
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [KSV-0002, "kics:Missing AppArmor Profile", "gatekeeper:apparmor"]
#   controls: ["cis-k8s@1.12:5.6.3", "pss:baseline", "nist-800-53:CM-7"]
package gatecheck.k8s.apparmor_unconfined

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"%s runs without AppArmor: securityContext.appArmorProfile.type is Unconfined",
		[context.of],
	),
	"at": at,
	"fix": {"title": "use the runtime's own profile", "ops": ops},
} if {
	some context in k8s.security_contexts
	object.get(context.fields, ["appArmorProfile", "type"], "") == "Unconfined"
	at := array.concat(context.at, ["appArmorProfile", "type"])
	ops := [{"op": "set", "at": at, "value": "RuntimeDefault"}]
}

# Before the field there was an annotation, which still counts.
deny contains {
	"msg": sprintf("container %q runs without AppArmor: its annotation says unconfined", [name]),
	"at": at,
	"fix": {"title": "use the runtime's own profile", "ops": ops},
} if {
	some key, "unconfined" in k8s.pod.annotations
	startswith(key, _annotation)
	name := trim_prefix(key, _annotation)
	at := array.concat(
		array.slice(k8s.pod.at, 0, count(k8s.pod.at) - 1),
		["metadata", "annotations", key],
	)
	ops := [{"op": "set", "at": at, "value": "runtime/default"}]
}

_annotation := "container.apparmor.security.beta.kubernetes.io/"
