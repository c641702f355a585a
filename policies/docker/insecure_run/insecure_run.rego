# METADATA
# title: Build step breaks out of the sandbox
# description: |
#   `--security=insecure` runs the step with all capabilities of a privileged container, and
#   `--network=host` in the builder's own network, where it reaches what listens there. Whatever the
#   step downloads can take over the machine that builds. Do what needs such rights outside of the
#   build.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#run---security
#   - ref: https://docs.docker.com/reference/dockerfile/#run---network
# custom:
#   severity: high
#   category: root
#   kinds: [dockerfile]
#   fix: unsafe
#   since: 0.1.0
#   peers: []
#   controls: ["owasp-cicd:CICD-SEC-7", "cwe:250"]
package gatecheck.docker.insecure_run

deny contains {
	"msg": sprintf("the step runs with --%s=%s", [flag, value]),
	"at": at,
	"fix": {"title": "run it in the sandbox", "ops": [{"op": "remove", "at": at}]},
} if {
	some i, instruction in input.instructions
	instruction.cmd == "RUN"
	some flag, value in {"security": "insecure", "network": "host"}
	some k, given in instruction.flags[flag]
	given == value
	at := ["instructions", i, "flags", flag, k]
}
