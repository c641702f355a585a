# METADATA
# title: Configuration is included over plain HTTP
# description: |
#   Whoever sits between the GitLab server and the file can replace it, and so run anything with the
#   pipeline's token and variables. Use HTTPS.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/yaml/#includeremote
# custom:
#   severity: high
#   category: pinning
#   kinds: [gitlab-ci]
#   fix: unsafe
#   since: 0.1.0
#   peers: [GL016, GL041]
#   controls: ["owasp-cicd:CICD-SEC-3", "nist-800-53:SC-8", "pci-dss@4.0.1:4.2.1", "cwe:319"]
package gatecheck.gitlab.insecure_include

import data.gatecheck.lib.gitlab

deny contains {
	"msg": "a remote file is included over plain HTTP",
	"at": at,
	"fix": {
		"title": "use HTTPS",
		"ops": [{
			"op": "set", "at": at,
			"value": concat("", ["https", trim_prefix(include.url, "http")]),
		}],
	},
} if {
	some include in gitlab.includes
	include.kind == "remote"
	startswith(include.url, "http://")
	at := array.concat(include.at, _url_of(include.raw))
}

_url_of(raw) := [] if is_string(raw)

_url_of(raw) := ["remote"] if is_object(raw)
