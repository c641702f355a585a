# METADATA
# title: Container is privileged
# description: |
#   A privileged container has every capability and every device of its node: whoever takes the container
#   over has the node. Ask for the one capability or device that is needed instead.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/pod-security-standards/
# custom:
#   severity: high
#   category: isolation
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   profiles: [pss-baseline, pss-restricted]
#   peers: [CKV_K8S_16, KSV-0017, C-0057]
#   controls: ["cis-k8s@1.12:5.2.2", "pss:baseline"]
package gatecheck.k8s.privileged

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf("container %q is privileged", [c.name]),
	"at": at,
	"fix": {"title": "take the privileges away", "ops": [{"op": "set", "at": at, "value": false}]},
} if {
	some c in k8s.containers
	c.effective.privileged == true
	at := array.concat(c.at, ["securityContext", "privileged"])
}
