# METADATA
# title: Non-root user is not required
# description: |
#   The container is given a user that is not root, but nothing holds it to that: whoever changes
#   the number, or takes it out, gets root without a word. Pod Security's restricted level wants
#   runAsNonRoot as well. Nothing changes for a container that runs as it should.
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
#   opt_in: true
#   profiles: [pss-restricted]
#   peers: [KSV-0012, C-0013]
#   controls: ["cis-k8s@1.12:5.2.7", "pss:restricted"]
package gatecheck.k8s.non_root_undeclared

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"container %q is held to its user by nothing: securityContext.runAsNonRoot is not true",
		[c.name],
	),
	"at": at,
	"related": [{"at": c.from.runAsUser, "msg": "the user is given here"}],
	"fix": {"title": "require a non-root user", "ops": [{"op": "set", "at": at, "value": true}]},
} if {
	some c in k8s.containers
	is_number(c.effective.runAsUser)
	c.effective.runAsUser > 0
	object.get(c.effective, "runAsNonRoot", false) != true
	at := array.concat(c.at, ["securityContext", "runAsNonRoot"])
}
