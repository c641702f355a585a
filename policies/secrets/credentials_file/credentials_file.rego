# METADATA
# title: Credentials file in the repository
# description: |
#   The file that a tool keeps its logins in (kubeconfig, Docker's config.json, .npmrc, .netrc,
#   .pypirc) has been committed with a login in it. Whoever reads it can log in as its owner. Revoke
#   the login, take the file out and list it in .gitignore; in pipelines let the tool read the login
#   from the environment.
# related_resources:
#   - ref: https://docs.npmjs.com/using-private-packages-in-a-ci-cd-workflow
#   - ref: https://docs.docker.com/reference/cli/docker/login/
# custom:
#   severity: critical
#   category: secrets
#   kinds: [text]
#   since: 0.1.0
#   controls: ["cwe:522", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.secrets.credentials_file

import data.gatecheck.lib.candidates

deny contains {
	"msg": sprintf("%s with a login: %s", [file, one.candidate.masked]),
	"at": one.at,
} if {
	some one in candidates.found(object.keys(_files))
	not candidates.among_samples(one.candidate)
	not candidates.vendored(one.candidate)
	file := _files[one.candidate.detector]
}

_files := {
	"kubeconfig-client-key": "kubeconfig",
	"docker-config-auth": "configuration of Docker",
	"npmrc-auth-token": "configuration of npm",
	"netrc-password": ".netrc",
	"pypirc-password": ".pypirc",
}
