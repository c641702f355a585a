# METADATA
# title: Job's container is made to run as root
# description: |
#   The options make root the container's user, whatever its image says. What breaks out of it is
#   root on the runner. Run as a user of the image; on GitHub's own runners user 1001 owns the
#   workspace.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idcontaineroptions
# custom:
#   severity: medium
#   category: root
#   kinds: [github-actions]
#   fix: unsafe
#   since: 0.1.0
#   controls: ["cis-docker@1.6:4.1", "owasp-cicd:CICD-SEC-7", "nist-800-53:AC-6", "cwe:250"]
#   settings:
#     user:
#       default: 1001
#       description: The user that the fix runs the container as.
package gatecheck.github.root_container

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("%s runs as root by %s", [container.label, trim_space(found)]),
	"at": at,
	"fix": {
		"title": sprintf("run as user %v", [data.gatecheck.config.github.root_container.user]),
		"ops": [{
			"op": "replace", "at": at, "find": found,
			"with": regex.replace(found, `(root|0)(:(root|0))?$`, _user),
		}],
	},
} if {
	some container in github.containers
	is_string(container.raw.options)
	found := regex.find_n(`(^|\s)(-u|--user)[\s=]+(root|0)(:(root|0))?`, container.raw.options, 1)[0]

	# Not the first letters of a longer name.
	regex.match(`(^|\s)(-u|--user)[\s=]+(root|0)(:(root|0))?(\s|$)`, container.raw.options)
	at := array.concat(container.at, ["options"])
}

_user := sprintf("%v", [data.gatecheck.config.github.root_container.user])
