# METADATA
# title: File with secrets copied into the image
# description: |
#   Whatever is copied stays in its layer, even where a later instruction deletes it: whoever can
#   pull the image has the file. Mount it for the one command that needs it, with `RUN
#   --mount=type=secret` or `--mount=type=ssh`, give it to the container when it runs, and list it
#   in .dockerignore.
# related_resources:
#   - ref: https://docs.docker.com/build/building/secrets/
#   - ref: https://docs.docker.com/build/concepts/context/#dockerignore-files
# custom:
#   severity: high
#   category: secrets
#   kinds: [dockerfile]
#   names_only: true
#   since: 0.1.0
#   peers: [DS-0031]
#   controls: ["cis-docker@1.6:4.10", "cwe:538", "owasp-cicd:CICD-SEC-6"]
package gatecheck.docker.secret_file_copied

deny contains {
	"msg": sprintf("%s puts %q into the image: %s", [instruction.cmd, source, what]),
	"at": ["instructions", i, "args", j],
} if {
	some i, instruction in input.instructions
	instruction.cmd in {"COPY", "ADD"}
	last := count(instruction.args) - 1
	some j, source in instruction.args
	j < last
	not contains(source, "://")
	some what in _holds(lower(regex.replace(source, `/+$`, "")))
}

# What a file or folder of that name holds.
_holds(path) := {what |
	some what, pattern in _names
	regex.match(pattern, path)
	not regex.match(_harmless, path)
}

_names := {
	"a private key": concat("", [
		`(^|/)(id_(rsa|dsa|ecdsa|ed25519)|[^/]*_rsa|[^/]+\.(p12|pfx|jks|keystore)`,
		`|(server|client|tls|ssl|private|privkey|domain|host|[a-z.-]*-key)\.key`,
		`|privkey[0-9]*\.pem|[a-z.-]+[_-]key\.pem|[^/]*private[^/]*\.pem|ssh_host_[a-z0-9]+_key)$`,
	]),
	"variables of an environment": `(^|/)\.env(\.(local|prod|production|staging))?$`,
	"the logins of a tool": concat("", [
		`(^|/)(\.npmrc|\.yarnrc\.yml|\.netrc|_netrc|\.pypirc|\.git-credentials|\.dockercfg`,
		`|\.dockerconfigjson|\.docker/config\.json|\.pgpass|\.my\.cnf|\.htpasswd|\.vault-token`,
		`|\.aws(/credentials)?|\.ssh|\.docker|\.kube(/config)?|kubeconfig|\.gnupg|\.azure`,
		`|application_default_credentials\.json|credentials\.json|service[-_]?account[^/]*\.json)$`,
	]),
	"the state of Terraform, with its secrets": `(^|/)terraform\.tfstate$`,
}

_harmless := concat("", [
	`(^|[/._-])(public|pub|example|sample|template|dummy|test|truststore|cacerts)([/._-]|$)`,
	`|public[^/]*\.pem$|[._-](ca|certs?|certificate|chain|bundle)\.pem$`,
])
