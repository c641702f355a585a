# METADATA
# title: Pipeline takes down the wall to its runner
# description: |
#   A privileged container, one in the host's namespaces or one that sees the Docker socket can do
#   everything that root can do on the runner, also to jobs of other projects. Build images with a
#   builder that needs no privileges, and name the one capability or device that is needed.
# related_resources:
#   - ref: https://docs.gitlab.com/runner/security/#usage-of-docker-executor
#   - ref: https://docs.gitlab.com/ci/docker/using_docker_build/
# custom:
#   severity: high
#   category: root
#   kinds: [gitlab-ci]
#   since: 0.1.0
#   peers: [GL055, GL056, GL057, GL058, GL060, GL061, GL076, GL077]
#   controls: [
#     "cis-docker@1.6:5.5", "owasp-cicd:CICD-SEC-7", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "cwe:250"
#   ]
package gatecheck.gitlab.privileged_docker

import data.gatecheck.lib.container_options
import data.gatecheck.lib.gitlab
import data.gatecheck.lib.host_path
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf("a container is started with %s", [concat(", ", [danger.what | some danger in dangers])]),
	"at": command.words_at[dangers[0].index],
} if {
	some command in shell.commands
	command.program in {"docker", "podman", "nerdctl"}
	_starts_container(command)
	dangers := container_options.dangers(command.words)
	count(dangers) > 0
}

deny contains {
	"msg": sprintf("%s lets Docker commands talk to the runner's own Docker", [variable.label]),
	"at": variable.at,
} if {
	some variable in gitlab.variables
	variable.name in {"DOCKER_HOST", "CONTAINER_HOST"}
	is_string(variable.value)
	startswith(variable.value, "unix:")
	path := host_path.clean(trim_prefix(trim_prefix(variable.value, "unix:"), "//"))

	# Others are the job's own.
	host_path.is_runtime_socket(path)
	regex.match(`^(/var)?/run/`, path)
	not startswith(path, "/run/user/")
}

_starts_container(command) if {
	some word in array.slice(command.words, 1, 4)
	word in {"run", "create", "exec"}
}
