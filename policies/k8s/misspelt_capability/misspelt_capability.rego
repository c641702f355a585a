# METADATA
# title: Capability is not written as Pod Security compares it
# description: |
#   Runtimes read `all` and `cap_net_raw`, but Pod Security compares letter by letter: a pod that
#   drops `all` is refused at the restricted level, and one runtime or another may not know the name
#   at all. Write names in capitals and without CAP_.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
# custom:
#   severity: low
#   category: root
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: safe
#   since: 0.1.0
#   profiles: [pss-restricted]
#   peers: [KSV-0106, C-0055]
#   controls: ["pss:restricted"]
package gatecheck.k8s.misspelt_capability

import data.gatecheck.lib.capability
import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q names the capability %s as %q", [c.name, found.name, found.written]),
	"at": found.at,
	"fix": {
		"title": sprintf("write %s", [found.name]),
		"applicability": applicability,
		"ops": [{"op": "set", "at": found.at, "value": found.name}],
	},
} if {
	some c in k8s.containers
	# What was added under a wrong name may not have been given so far.
	some [list, applicability] in [[capability.dropped(c), "safe"], [capability.added(c), "unsafe"]]
	some found in list
	found.written != found.name
}
