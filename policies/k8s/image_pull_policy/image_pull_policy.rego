# METADATA
# title: Moving tag is not pulled again
# description: |
#   The tag moves, but a node that has an image under that tag already does not ask again: pods of
#   one workload run different programs, depending on their node. Pull always, or better, name a
#   version. (Kubernetes pulls always by itself where the tag is latest or absent. The fix is unsafe:
#   an image that was only loaded onto the node, as for kind or minikube, is then not found.)
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
# custom:
#   severity: low
#   category: pinning
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   peers: [
#     CKV_K8S_15, "kube-score:container-image-pull-policy", "polaris:pullPolicyNotAlways", C-0075]
#   controls: ["owasp-cicd:CICD-SEC-3"]
#   settings:
#     moving_tags:
#       default: [stable, edge, main, master, dev, develop, devel, nightly, canary, snapshot]
#       description: Tags that move, besides latest.
package gatecheck.k8s.image_pull_policy

import data.gatecheck.lib.k8s_image

deny contains {
	"msg": sprintf("%s may run an old %q: %s", [image.of, image.ref.ref, _why(image.policy)]),
	"at": image.policy_at,
	"fix": {
		"title": "pull always",
		"ops": [{"op": "set", "at": image.policy_at, "value": "Always"}],
	},
} if {
	some image in k8s_image.written
	image.ref.digest == ""
	_moves(image.ref.tag)
	_policy(image) != "Always"
}

_moves(tag) if tag in {"", "latest"}

_moves(tag) if tag in data.gatecheck.config.k8s.image_pull_policy.moving_tags

# What Kubernetes does.
_policy(image) := image.policy if image.policy != ""

_policy(image) := "Always" if {
	image.policy == ""
	image.ref.tag in {"", "latest"}
}

_policy(image) := "IfNotPresent" if {
	image.policy == ""
	not image.ref.tag in {"", "latest"}
}

_why("") := "the pull policy is not set, which stands for IfNotPresent"

_why(policy) := sprintf("the pull policy is %s", [policy]) if policy != ""
