# What containers ask for and may use at most, with what Kubernetes makes of it.
package gatecheck.lib.resources

import data.gatecheck.lib.k8s
import data.gatecheck.lib.quantity

# The containers that are to say what they need. Ephemeral ones cannot. One without an image is no
# whole container but a patch of one, as Kustomize has them: what it does not say is said
# elsewhere.
containers := [c |
	some c in k8s.containers
	c.kind != "ephemeral"
	c.image != ""
]

# Whether room is kept for a container. Where there is no request a limit counts as one, and what
# the pod asks for as a whole counts for all of its containers.
requested(c, resource) if _says(c.resources.requests, resource)

requested(c, resource) if limited(c, resource)

requested(_, resource) if _says(_of_pod("requests"), resource)

# Whether there is an upper bound to what a container takes.
limited(c, resource) if _says(c.resources.limits, resource)

limited(_, resource) if _says(_of_pod("limits"), resource)

# The limit to propose for a container: the given one, or what it requests if that is more. A
# limit below the request would be refused.
limit(c, resource, proposed) := request if {
	request := object.get(c.resources.requests, resource, null)
	quantity.amount(request) > quantity.amount(proposed)
} else := proposed

_says(amounts, resource) if object.get(amounts, resource, null) != null

# A rule of its own: the engine does not resolve an imported name within a function that another
# module calls.
_pod := k8s.pod

_of_pod(section) := amounts if {
	amounts := object.get(_pod, ["spec", "resources", section], {})
	is_object(amounts)
} else := {}
