# METADATA
# title: Job's container is not kept apart from its runner
# description: |
#   A privileged container, one in the host's namespaces or one that sees the Docker socket can do
#   everything that root can do on the runner: on a self-hosted runner also to later jobs and to
#   the network around it. Take the option away, or name the one capability or device that is needed.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontaineroptions
#   - ref: https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
# custom:
#   severity: high
#   category: root
#   kinds: [github-actions]
#   fix: unsafe
#   since: 0.1.0
#   controls: [
#     "cis-docker@1.6:5.5", "owasp-cicd:CICD-SEC-7", "nist-800-53:AC-6", "hipaa:164.312(a)(1)",
#     "cwe:250"
#   ]
package gatecheck.github.privileged_container

import data.gatecheck.lib.container_options
import data.gatecheck.lib.github

deny contains object.union(denial, _fix(container, whats)) if {
	some container in github.containers
	is_string(container.raw.options)
	whats := [danger.what | some danger in container_options.dangers(_words(container.raw.options))]
	count(whats) > 0
	denial := {
		"msg": sprintf("%s runs with %s", [container.label, concat(", ", whats)]),
		"at": array.concat(container.at, ["options"]),
	}
}

# The same by `volumes`, unless `options` is denied already.
deny contains {
	"msg": sprintf("%s sees %s of its runner", [container.label, volume]),
	"at": array.concat(container.at, ["volumes", i]),
	"fix": {
		"title": "do not mount it",
		"ops": [{"op": "remove", "at": array.concat(container.at, ["volumes", i])}],
	},
} if {
	some container in github.containers
	container_options.dangers(_words(object.get(container.raw, "options", ""))) == []
	[i, volume] := _open_volumes(container)[0]
}

_open_volumes(container) := [[i, split(volume, ":")[0]] |
	is_array(container.raw.volumes)
	some i, volume in container.raw.volumes
	is_string(volume)
	container_options.dangers(["-v", volume]) != []
]

_words(options) := regex.split(`\s+`, trim_space(options)) if is_string(options)

_words(options) := [] if not is_string(options)

# Only what stands there once and alone can be taken away.
_fix(container, ["--privileged"]) := {"fix": {"title": "run without privileges", "ops": [op]}} if {
	at := array.concat(container.at, ["options"])
	op := _without(container.raw.options, at)
} else := {}

_fix(_, whats) := {} if whats != ["--privileged"]

_without(options, at) := {"op": "remove", "at": at} if {
	trim_space(options) == "--privileged"
} else := {"op": "replace", "at": at, "find": " --privileged", "with": ""} if {
	regex.match(`\S --privileged(\s|$)`, options)
} else := {"op": "replace", "at": at, "find": "--privileged ", "with": ""} if {
	contains(options, "--privileged ")
}
