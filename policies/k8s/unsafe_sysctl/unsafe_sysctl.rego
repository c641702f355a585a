# METADATA
# title: Pod changes the kernel of its node
# description: |
#   A sysctl that is not kept apart for each pod changes the kernel under all of them, or weakens
#   what separates them. Only the few that Pod Security calls safe belong in a pod; set the others
#   on the node.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/
# custom:
#   severity: medium
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [
#     KSV-0026, "kube-linter:unsafe-sysctls", "kyverno:restrict-sysctls",
#     "gatekeeper:forbidden-sysctls"
#   ]
#   controls: ["pss:baseline", "nist-800-53:CM-7"]
package gatecheck.k8s.unsafe_sysctl

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("%s sets %s, which is not one of the safe sysctls", [k8s.workload, name]),
	"at": array.concat(at, ["name"]),
	"fix": {"title": "leave the sysctl to the node", "ops": [{"op": "remove", "at": at}]},
} if {
	sysctls := object.get(k8s.pod.spec, ["securityContext", "sysctls"], [])
	is_array(sysctls)
	some i, sysctl in sysctls
	name := sysctl.name
	is_string(name)
	not _dotted(name) in _safe
	at := array.concat(k8s.pod.at, ["securityContext", "sysctls", i])
}

# `net/ipv4/tcp_syncookies` is the same as `net.ipv4.tcp_syncookies`; the first of the two signs
# decides.
_dotted(name) := replace(name, "/", ".") if regex.match(`^[^.]*/`, name)

_dotted(name) := name if not regex.match(`^[^.]*/`, name)

_safe := {
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ping_group_range",
	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl",
	"net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_syncookies",
}
