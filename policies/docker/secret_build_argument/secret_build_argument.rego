# METADATA
# title: Secret given to the build as an argument
# description: |
#   The value of a build argument is kept in the image's history and in the provenance of the build,
#   and ENV keeps it in the configuration as well: whoever can pull the image has the secret. Give
#   it with `RUN --mount=type=secret` instead, which leaves no trace.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#   - ref: https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
# custom:
#   severity: medium
#   category: secrets
#   kinds: [dockerfile]
#   names_only: true
#   since: 0.1.0
#   peers: [DL3064, "bk:SecretsUsedInArgOrEnv", DS-0031]
#   controls: ["cis-docker@1.6:4.10", "cwe:522", "owasp-cicd:CICD-SEC-6"]
package gatecheck.docker.secret_build_argument

import data.gatecheck.lib.secret

deny contains {
	"msg": sprintf("build argument %s is a secret that the image's history keeps", [pair.key]),
	"at": ["instructions", i, "pairs", j, "key"],
} if {
	some i, instruction in input.instructions
	instruction.cmd == "ARG"
	some j, pair in instruction.pairs
	secret.is_name(pair.key)

	# A secret that is written here is another rule's business, and a switch is none.
	not secret.is_literal(object.get(pair, "value", ""))
	not regex.match(`(?i)^(true|false|yes|no|on|off|[0-9]+)$|^/`, object.get(pair, "value", ""))
}
