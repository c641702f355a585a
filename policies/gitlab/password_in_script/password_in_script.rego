# METADATA
# title: Password of a registry is written into a script
# description: |
#   Everybody who can read the repository, now or in its history, can read the password of the
#   registry. Replace it where it is valid, keep the new one as a masked and protected CI/CD variable
#   of the project, and pipe that into `--password-stdin`.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/variables/#cicd-variable-security
#   - ref: https://docs.docker.com/reference/cli/docker/login/#password-stdin
# custom:
#   severity: high
#   category: secrets
#   kinds: [gitlab-ci]
#   since: 0.1.0
#   peers: [GL006, GL029]
#   controls: [
#     "owasp-cicd:CICD-SEC-6", "nist-800-53:IA-5(7)", "pci-dss@4.0.1:8.6.2", "cwe:798"
#   ]
package gatecheck.gitlab.password_in_script

import data.gatecheck.lib.registry_login

deny contains {
	"msg": sprintf("%s login is given a password that is written here", [password.command.program]),
	"at": password.command.words_at[password.value],
} if {
	some password in registry_login.passwords
	password.command.literal[password.value] == true
}
