# METADATA
# title: Docker action is not pinned to a digest
# description: |
#   A tag can be moved at any time to another image, which then runs with the job's workspace and
#   with what the step is given. Name the image by its digest, and keep the tag beside it.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses
# custom:
#   severity: high
#   category: pinning
#   kinds: [github-actions]
#   fix: manual
#   since: 0.1.0
#   peers: ["zizmor:unpinned-uses", "zizmor:unpinned-images", "scorecard:Pinned-Dependencies"]
#   controls: [
#     "owasp-cicd:CICD-SEC-3", "owasp-cicd:CICD-SEC-8", "nist-800-53:SR-3", "pci-dss@4.0.1:6.3.2",
#     "cwe:829"
#   ]
package gatecheck.github.docker_action_unpinned

import data.gatecheck.lib.github
import data.gatecheck.lib.pinning

deny contains {
	"msg": sprintf("image %s of a Docker action is not named by its digest", [use.image]),
	"at": use.at,
	"fix": {
		"title": "append the image's digest",
		"ops": [{"op": "set", "at": use.at, "value": sprintf("%s@sha256:<digest>", [use.text])}],
	},
} if {
	some use in github.uses
	use.kind == "docker"
	pinning.state(use.image) != "pinned"
}
