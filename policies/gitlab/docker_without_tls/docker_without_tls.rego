# METADATA
# title: Docker service listens without TLS
# description: |
#   An empty DOCKER_TLS_CERTDIR makes the Docker service accept commands from everybody who reaches
#   it, and it runs as root with all privileges. Set DOCKER_TLS_CERTDIR to /certs, and mount
#   /certs/client on the runner.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/docker/using_docker_build/#docker-in-docker-with-tls-enabled-in-the-docker-executor
# custom:
#   severity: medium
#   category: root
#   kinds: [gitlab-ci]
#   fix: unsafe
#   since: 0.1.0
#   peers: [GL031]
#   controls: ["owasp-cicd:CICD-SEC-7", "nist-800-53:SC-8", "cwe:306"]
package gatecheck.gitlab.docker_without_tls

import data.gatecheck.lib.gitlab

deny contains {
	"msg": sprintf("%s empties DOCKER_TLS_CERTDIR", [variable.label]),
	"at": variable.at,
	"fix": {
		"title": "let the Docker service use TLS",
		"ops": [{"op": "set", "at": variable.at, "value": "/certs"}],
	},
} if {
	some variable in gitlab.variables
	variable.name == "DOCKER_TLS_CERTDIR"
	variable.value in {"", null}
}
