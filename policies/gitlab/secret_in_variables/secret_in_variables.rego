# METADATA
# title: Secret is written into a pipeline's variables
# description: |
#   Everybody who can read the repository, now or in its history, can read the secret, and it is not
#   masked in job logs. Replace the secret where it is valid, and keep the new one as a masked and
#   protected CI/CD variable of the project, or in a vault.
# related_resources:
#   - ref: https://docs.gitlab.com/ci/variables/#cicd-variable-security
#   - ref: https://docs.gitlab.com/ci/secrets/
# custom:
#   severity: high
#   category: secrets
#   kinds: [gitlab-ci]
#   since: 0.1.0
#   peers: [GL006, GL038, GL066]
#   controls: [
#     "owasp-cicd:CICD-SEC-6", "nist-800-53:IA-5(7)", "pci-dss@4.0.1:8.6.2", "cwe:798"
#   ]
package gatecheck.gitlab.secret_in_variables

import data.gatecheck.lib.gitlab
import data.gatecheck.lib.secret
import data.gatecheck.lib.throwaway

deny contains {
	"msg": sprintf("%s sets %s to a literal value", [variable.label, variable.name]),
	"at": variable.at,
} if {
	some variable in gitlab.variables
	secret.is_name(variable.name)
	secret.is_literal(variable.value)
	not throwaway.is_value(variable.value)
	not _of_service(variable)
}

deny contains {
	"msg": sprintf("%s sets DOCKER_AUTH_CONFIG to a literal value", [variable.label]),
	"at": variable.at,
} if {
	some variable in gitlab.variables
	variable.name == "DOCKER_AUTH_CONFIG"
	is_string(variable.value)
	regex.match(`"auth"\s*:\s*"[A-Za-z0-9+/=]{8,}"`, variable.value)
}

# What the images of databases are set up with lives as long as the job, and so do variables with the
# same value.
_of_service(variable) if {
	count(gitlab.services) > 0
	some other in gitlab.variables
	regex.match(_of_images, other.name)
	other.value == variable.value
}

_of_images := concat("", [
	`^(POSTGRES|MYSQL|MARIADB|MONGO_INITDB|MONGODB|RABBITMQ|REDIS|MSSQL|SA|ELASTIC|MINIO|NEO4J|COUCHDB`,
	`|INFLUXDB|DOCKER_INFLUXDB|KEYCLOAK|GITEA|POSTGRESQL)_(.*_)?(PASS|PASSWORD|SECRET_KEY|TOKEN)$`,
])
