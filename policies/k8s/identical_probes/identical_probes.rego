# METADATA
# title: Liveness probe is the readiness probe
# description: |
#   A readiness probe takes a busy container out of service, a liveness probe kills it. Where both
#   ask the same and give up at the same time, a container that is only busy is killed, its load
#   moves to the others, and they follow. Ask something cheaper, or give up later.
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
# custom:
#   severity: low
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   since: 0.1.0
#   peers: ["kube-score:pod-probes-identical"]
package gatecheck.k8s.identical_probes

import data.gatecheck.lib.k8s

deny contains {
	"msg": sprintf(
		"container %q is killed as soon as it is not ready: both probes are the same",
		[c.name],
	),
	"at": array.concat(c.at, ["livenessProbe"]),
	"related": [{"at": array.concat(c.at, ["readinessProbe"]), "msg": "the same question"}],
} if {
	some c in k8s.containers
	live := object.get(c.raw, "livenessProbe", null)
	ready := object.get(c.raw, "readinessProbe", null)
	is_object(live)
	is_object(ready)
	_question(live) == _question(ready)
	_patience(live) <= _patience(ready)
}

_question(probe) := {kind: probe[kind] |
	some kind in ["exec", "grpc", "httpGet", "tcpSocket"]
	probe[kind]
}

# For how many seconds it may fail.
_patience(probe) := _number(probe, "failureThreshold", 3) * _number(probe, "periodSeconds", 10)

_number(probe, key, otherwise) := number if {
	number := object.get(probe, key, otherwise)
	is_number(number)
} else := otherwise
