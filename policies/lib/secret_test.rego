package gatecheck.lib.secret_test

import data.gatecheck.lib.secret

_names(names) := {name | some name in names; secret.is_name(name)}

_literals(values) := {value | some value in values; secret.is_literal(value)}

test_names_of_secrets if {
	names := {
		"PASSWORD", "DB_PASSWORD", "db-password", "dbPassword", "PGPASSWORD",
		"spring.datasource.password",
		"MYSQL_PWD", "SMTP_PASS", "passphrase", "redisPasswd", "PASSWORD_2", "PASSWORD2",
		"ADMIN_PASSWORDS",
		"SECRET", "CLIENT_SECRET", "clientSecret", "oauth.client-secret", "SECRET_KEY_BASE",
		"WEBHOOKSECRET",
		"TOKEN", "API_TOKEN", "apiToken", "GITHUB_TOKEN", "AUTHTOKEN", "TOKEN_PROD", "GITHUB_PAT",
		"API_KEY", "APIKEY", "apiKey", "APIKey", "AWS_SECRET_ACCESS_KEY", "accessKey",
		"private-key",
		"SIGNING_KEY", "AccountKey", "storageAccountKey", "SERVICE_ACCOUNT_KEY", "API_KEYS",
		"CREDENTIALS", "DB_CREDS", "CONNECTION_STRING", "AzureConnectionString", "SECRET_VALUE",
	}
	_names(names) == names
}

test_names_of_other_things if {
	_names({
		"", "PASSWORD_FILE", "passwordPath", "SECRET_NAME", "secretName", "TOKEN_URL",
		"ACCESS_KEY_ID",
		"AWS_ACCESS_KEY_ID", "TOKEN_TTL", "tokenType", "SECRET_KEY_REF", "PASSWORD_ENABLED",
		"PUBLIC_KEY",
		"SSH_PUBLIC_KEY", "PWD", "OLDPWD", "proxy_pass", "BYPASS", "IMAGE_PULL_SECRET",
		"imagePullSecret",
		"tlsSecret", "existingSecret", "MAX_TOKENS", "PASSWORD_MIN_LENGTH", "KEY", "CACHE_KEY",
		"PRIMARY_KEY", "COMPASS", "MONKEY", "pageToken", "PASSENGER", "SECRETARY", "TOKENIZER",
	}) == set()
	not secret.is_name(7)
}

test_literals if {
	values := {
		"hunter2", "root", "password", "mysecretpassword", "s3cr3t!", "correct horse battery 7",
		"pa$$word",
		"Tr0ub4dor$Xy",
		"postgres://app:hunter2@db/app", "Server=db;User=sa;Password=hunter2",
		"dGhpcyBpcyBub3QgcmVhbA==",
		"qC8/kV2w9RzXJ4hTnB6m+Ld0PfYsG3uAe1oMiKcZ", 12345678, "-----BEGIN RSA PRIVATE KEY-----",
		"12345678",
	}
	_literals(values) == values
}

test_references if {
	_literals({
		"$PASSWORD", "${PASSWORD}", "${PASSWORD:-hunter2}", "$(PASSWORD)", "pre-$PASSWORD",
		"{{ .Values.password }}",
		"${{ secrets.TOKEN }}", "<password>", "%PASSWORD%", "__PASSWORD__", "@PASSWORD@",
		"#{password}#", "DB_PASSWORD",
		"ENC[AES256_GCM,data:abc]", "vault:secret/data/db#password", "ref+vault://a/b",
		"op://vault/item/field",
		"arn:aws:secretsmanager:eu-west-1:1:secret:x", "projects/1/secrets/db/versions/2",
		"secrets.TOKEN",
		"env:PASSWORD", "@Microsoft.KeyVault(SecretUri=x)", "db-credentials", "my-app-secret",
		"%(password)s",
	}) == set()
}

test_switches_and_numbers if {
	_literals({
		"", "x", "true", "No", "off", "none", "null", "enabled", "3600", "10m", "86400s", 42,
		"2026-01-02", "2026-01-02T03:04:05Z",
		true, null, [], {},
	}) == set()
}

test_placeholders if {
	_literals({
		"changeme", "CHANGE_ME", "change-it", "example", "an-example-token", "dummy",
		"placeholder", "REPLACE-ME",
		"replace-with-token", "xxxxxx", "******", "...", "your-token", "YOUR_TOKEN", "yourtoken",
		"TODO", "tbd",
		"put-token-here", "redacted", "0000000", "my-password", "some_token",
	}) == set()
}

test_places if {
	_literals({
		"/run/secrets/db", "./key.pem", "~/.ssh/id", "certs/server.key", `C:\keys\a`,
		"https://vault.example.net",
		"https://login.test/oauth", "redis://cache:6379/0", "Server=db;Database=app",
		"host=db port=5432",
		"the password of the database",
	}) == set()
}

_settings(lines) := secret.settings(concat("\n", lines))

test_settings if {
	_settings([
		"# password: hunter2", ";password = hunter2", "user: app", "  password: hunter2",
		"api_key = \"9f8e7d6c\" # rotated", "export AUTH_TOKEN='9f8e7d6c'",
		`"clientSecret": "9f8e7d6c",`, "- token: 9f8e7d6c",
	]) == {"password", "api_key", "AUTH_TOKEN", "clientSecret", "token"}
	_settings([
		"password: ${DB_PASSWORD}", "password:", "password: |", "token_file: /run/secrets/a",
		"secret = lookup('x')", "token: [a, b]", "passwords are secret: do not share them",
		"private_key: -----BEGIN RSA", "keys: 12", "secret: name: x",
	]) == set()
}

test_logins if {
	secret.is_login("MINIO_ACCESS_KEY", ["MINIO_ACCESS_KEY", "minio_secret_key"])
	secret.is_login("accessKey", {"secretAccessKey"})
	not secret.is_login("ACCESS_KEY", ["OTHER_SECRET_KEY", "ACCESS_KEY"])
	not secret.is_login("MINIO_SECRET_KEY", ["MINIO_SECRET_KEY"])
}
