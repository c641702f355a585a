package gatecheck.lib.pinning_test

import data.gatecheck.lib.pinning

_of(refs, state) := {ref | some ref in refs; pinning.state(ref) == state}

test_untagged if {
	refs := {"node", "docker.io/library/node", "localhost:5000/node", "$PREFIX/node", "${A:-x/y}/b"}
	_of(refs, "untagged") == refs
}

test_latest if {
	refs := {"node:latest", "host:5000/node:latest", "$IMAGE:latest", "${{ env.A }}:latest"}
	_of(refs, "latest") == refs
}

test_tagged if {
	refs := {"node:22", "host:5000/a/node:22-alpine", "$PREFIX/node:22", "$IMAGE:1.2", "node:latest-slim"}
	_of(refs, "tagged") == refs
}

test_pinned if {
	refs := {"node@sha256:00", "node:22@sha256:00", "node@$DIGEST", "${{ a }}@${{ b }}"}
	_of(refs, "pinned") == refs
}

test_nobody_knows if {
	refs := {"$IMAGE", "${IMAGE}", "node:$TAG", "node:22-${X}", "${{ a }}", "$[[ inputs.a ]]", "", "a/{{ b }}", "$(A)"}
	{ref | some ref in refs; pinning.state(ref)} == set()
}
