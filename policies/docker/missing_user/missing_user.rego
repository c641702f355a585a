# METADATA
# title: Image runs as root
# description: |
#   The final stage names no user, so the container runs as the user of its base image, which is
#   root unless that image says otherwise. A process that breaks out of a root container is root on
#   the node. Name a user by its number: Kubernetes can tell from a number, not from a name, that it
#   is not root.
# related_resources:
#   - ref: https://docs.docker.com/reference/dockerfile/#user
#   - ref: https://docs.docker.com/build/building/best-practices/#user
# custom:
#   severity: high
#   category: root
#   kinds: [dockerfile]
#   fix: unsafe
#   since: 0.1.0
#   peers: [CKV_DOCKER_3, DS-0002]
#   controls: ["cis-docker@1.6:4.1", "owasp-cicd:CICD-SEC-7", "cwe:250"]
#   settings:
#     user:
#       default: "10001"
#       description: The user that a fix writes.
#     rootless_images:
#       default: []
#       description: Regular expressions of base images that set a user other than root themselves.
package gatecheck.docker.missing_user

import data.gatecheck.lib.docker
import data.gatecheck.lib.image

deny contains {
	"msg": sprintf(
		"the image built from %s runs as the user of its base, which may be root",
		[docker.base_text(stage)],
	),
	"at": ["stages", stage.index, "user"],
	"fix": {"title": "run as a user without rights", "ops": [{
		"op": "insert",
		"at": ["instructions", docker.user_place(stage)],
		"value": concat(" ", ["USER", data.gatecheck.config.docker.missing_user.user]),
	}]},
} if {
	stage := docker.final
	not stage.user
	not docker.is_windows(stage)
	not _only_files(stage)
	not _rootless(docker.base(stage))
}

# Without a command, an empty base has nothing to run: the stage hands out files.
_only_files(stage) if {
	docker.base(stage) == "scratch"
	commands := [i |
		some i in docker.instructions(stage)
		input.instructions[i].cmd in {"CMD", "ENTRYPOINT"}
	]
	count(commands) == 0
}

# Images that are made to run without root, and say so in their name.
_rootless(base) if regex.match(`nonroot|rootless|unprivileged|chiseled`, base)

# Chainguard's images run as 65532, but for the bases that one builds on.
_rootless(base) if {
	startswith(base, "cgr.dev/chainguard/")
	not regex.match(`^cgr\.dev/chainguard/(wolfi-base|chainguard-base)\b`, base)
}

_rootless(base) if regex.match(`(^|/)bitnami(legacy|secure)?/`, base)

# Images whose published Dockerfiles set a user other than root.
_rootless(base) if _name(base) in {
	"docker.io/apache/airflow", "docker.io/apache/kafka", "docker.io/curlimages/curl",
	"docker.io/grafana/grafana", "docker.io/grafana/grafana-enterprise", "docker.io/grafana/grafana-oss",
	"docker.io/jenkins/jenkins", "docker.io/library/open-liberty", "docker.io/prom/alertmanager",
	"docker.io/prom/node-exporter", "docker.io/prom/prometheus", "icr.io/appcafe/open-liberty",
	"quay.io/argoproj/argocd", "quay.io/keycloak/keycloak", "quay.io/prometheus/alertmanager",
	"quay.io/prometheus/node-exporter", "quay.io/prometheus/prometheus",
}

# Up to version 7 it began as root.
_rootless(base) if {
	_name(base) in {"docker.elastic.co/elasticsearch/elasticsearch", "docker.io/library/elasticsearch"}
	regex.match(`^([89]|[1-9][0-9]+)\.`, image.parse(base).tag)
}

# Red Hat's images for a language or a web server run as 1001 or 185; those that one builds on run as root.
_rootless(base) if regex.match(_red_hat, _name(base))

_red_hat := concat("", [
	`^registry\.(access\.redhat\.com|redhat\.io)/ubi[89]/`,
	`((nodejs|python|ruby|php|perl|nginx|httpd)-[0-9]+(-minimal)?|openjdk-[0-9]+(-runtime)?|go-toolset)$`,
])

_name(base) := concat("/", [parts.registry, parts.repository]) if parts := image.parse(base)

_rootless(base) if {
	some pattern in data.gatecheck.config.docker.missing_user.rootless_images
	regex.match(pattern, base)
}
