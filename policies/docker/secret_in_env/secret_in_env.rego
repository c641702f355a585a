# METADATA
# title: Secret written into the image's environment
# description: |
#   A value that ENV sets is in every container and in the image's configuration; an ARG's default
#   is in its history. Whoever can pull the image, or read the repository, has the secret. Change
#   it, give secrets of the build with `RUN --mount=type=secret`, and those of the program when it
#   runs.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#   - ref: https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
# custom:
#   severity: high
#   category: secrets
#   kinds: [dockerfile]
#   since: 0.1.0
#   peers: [DL3064, "bk:SecretsUsedInArgOrEnv", DS-0031]
#   controls: ["cis-docker@1.6:4.10", "cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.docker.secret_in_env

import data.gatecheck.lib.secret

deny contains {
	"msg": sprintf("%s %s holds a secret in clear", [instruction.cmd, pair.key]),
	"at": ["instructions", i, "pairs", j, "value"],
} if {
	some i, instruction in input.instructions
	instruction.cmd in {"ENV", "ARG"}
	some j, pair in instruction.pairs
	secret.is_name(pair.key)
	secret.is_literal(pair.value)
}
