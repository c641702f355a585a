# METADATA
# title: Dockerfile frontend without a digest
# description: |
#   `# syntax=` names the image of the program that reads this file and runs the build. Its tag can
#   be pushed again, and then another program builds. Write the digest behind the tag.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#syntax
# custom:
#   severity: low
#   category: pinning
#   kinds: [dockerfile]
#   fix: manual
#   opt_in: true
#   since: 0.1.0
#   peers: []
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:494"]
package gatecheck.docker.syntax_unpinned

import data.gatecheck.lib.image

deny contains {
	"msg": sprintf("the frontend %s is not pinned by its digest", [syntax]),
	"at": ["directives", "syntax"],
	"fix": {"title": "name the digest", "ops": [{
		"op": "set",
		"at": ["directives", "syntax"],
		"value": concat("", [syntax, "@sha256:<digest>"]),
	}]},
} if {
	syntax := input.directives.syntax
	image.parse(syntax).digest == ""
}
