package gatecheck.docker.secret_file_copied_test

import data.gatecheck.docker.secret_file_copied

_deny(cmd, args) := denied if {
	denied := secret_file_copied.deny with input as {"instructions": [
		{"cmd": "FROM", "args": ["alpine"]},
		{"cmd": cmd, "args": args},
	]}
}

_copied(sources) := {source |
	some source in sources
	count(_deny("COPY", [source, "/app/"])) == 1
}

test_denied if {
	_deny("COPY", ["package.json", ".npmrc", "./"]) == {{
		"msg": `COPY puts ".npmrc" into the image: the logins of a tool`,
		"at": ["instructions", 1, "args", 1],
	}}
	count(_deny("ADD", ["id_rsa", "/root/.ssh/id_rsa"])) == 1
}

test_files_with_secrets if {
	files := {
		"id_rsa", "keys/id_ed25519", "deploy_rsa", "certs/server.key", "tls.key", "site.p12",
		"store.jks", "server-key.pem", "privkey.pem", ".env", "config/.env.production",
		"~/.ssh/", ".aws/credentials", ".docker/config.json", ".kube/config", ".netrc",
		"credentials.json", "service-account.json", "ssh_host_ed25519_key", "etc/ssh/ssh_host_rsa_key",
		"jwt-private.pem", "keys/private.pem", "myprivatekey.pem", "ServiceAccountKey.json", "terraform.tfstate",
	}
	_copied(files) == files
}

test_other_files if {
	_copied({
		".", "src", ".env.example", "env.sh", "id_rsa.pub", "server.crt", "ca.pem", "keys.go",
		"public.key", "truststore.jks", "test/server.key", "monkey", "environment", "kube",
		"https://example.com/server.key", "ssh_host_ed25519_key.pub", "jwt-public.pem", "publicprivate.pem",
		"private-ca.pem", "private/ca.pem",
	}) == set()
	_deny("COPY", ["src", ".env"]) == set()
	_deny("RUN", [".env", "x"]) == set()
}
