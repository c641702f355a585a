# Names and values of settings, judged for whether they hold a secret.
#
#   is_name(name)      whether a name says that its value is a secret: DB_PASSWORD, apiKey,
#                      client-secret; but not what only belongs to one: PASSWORD_FILE, tokenUrl,
#                      ACCESS_KEY_ID
#   is_literal(value)  whether a value is itself a credential, rather than a reference to one
#                      ($VAR, {{ template }}, a path, an entry of a vault), a switch, a number or
#                      a placeholder
#
#   is_login(name, names)
#                      whether a name is the public half of a pair of keys: MINIO_ACCESS_KEY beside
#                      MINIO_SECRET_KEY
#   settings(text)     the names that a file of settings gives a secret to
#
# The first three are undefined where the answer is no. Whoever asks has read a secret: no message
# may repeat it.
package gatecheck.lib.secret

# The last words of a name decide. Words that only tell apart, like numbers, do not count.
is_name(name) if {
	is_string(name)
	words := regex.replace(_words(name), _tail, "")
	regex.match(_secret_name, words)
	not regex.match(_other_name, words)
}

is_login(name, names) if {
	words := _words(name)
	endswith(words, "access_key")
	some other in names
	_words(other) in {
		concat("", [trim_suffix(words, "access_key"), "secret_key"]),
		concat("", [trim_suffix(words, "access_key"), "secret_access_key"]),
	}
}

is_literal(value) if {
	text := _text(value)
	count(text) >= 3
	not regex.match(_switch, text)
	not regex.match(_reference, text)
	not regex.match(_placeholder, text)
	not regex.match(_path, text)
	not _open_address(text)
	not _settings_without_secret(text)
	not _prose(text)
}

_tail := `(_?[0-9]+|_(value|default|prod|production|staging|stage|dev|test|base64|b64))+$`

# A name as lower-case words with underscores between them, however it is written.
_words(name) := words if {
	humps := regex.replace(name, `([a-z0-9])([A-Z])`, "${1}_${2}")
	acronyms := regex.replace(humps, `([A-Z])([A-Z][a-z])`, "${1}_${2}")
	words := trim(regex.replace(lower(acronyms), `[^a-z0-9]+`, "_"), "_")
}

_secret_name := concat("", [
	`(^|_)(`,
	`[a-z0-9]*(passwords?|passwd|passphrase|passcode)|pass|pwd|requirepass`,
	`|secret|(client|app|api|auth|jwt|shared|consumer|webhook|session)secret|secret_key_base`,
	`|token|(api|access|auth|bearer|bot|refresh|github|gitlab|git|gh|npm|session)token`,
	`|(github|gitlab|gh|gl|azure|devops)_pat`,
	`|credentials?|creds`,
	`|(api|access|secret|private|encryption|signing|signature|master|account|storage|auth|session`,
	`|shared|license|app|application|client|ssh|deploy|service|service_account|hmac|jwt`,
	`|subscription|cookie|crypto|cipher|admin|root|webhook|sas)_?keys?`,
	`|connection_?string|conn_?str`,
	`)$`,
])

# What ends like a secret and is none: the shell's folders, public halves, names of objects that
# hold one.
_other_name := concat("", [
	`^(old|init)?_?pwd$`,
	`|(^|_)(proxy|by)_?pass$`,
	`|(^|_)(pull|tls|ssl|cert|certificate|ca|existing|external|registry|kubernetes|k8s)`,
	`_secret$`,
	`|(^|_)public_[a-z]*_?key$`,
	`|(^|_)(page|next|continue|continuation|cancellation|sync)_?token$`,
])

_switch := concat("", [
	`(?i)^(`,
	`true|false|yes|no|on|off|y|n|none|null|nil|undefined|unset|empty|auto|optional|required`,
	`|enabled?|disabled?|always|never|default`,
	`|[0-9.,:_-]{1,5}|[0-9]+(ms|s|m|h|d)|[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.+Z-]+)?`,
	`)$`,
])

_reference := concat("", [
	# Variables and templates: $VAR, ${VAR}, $(VAR), {{ VAR }}, #{VAR}#, %VAR%, __VAR__, VAR_NAME.
	`\$\{|\$\(|\{\{|#\{|(^|[^A-Za-z0-9$])\$[A-Za-z_]`,
	`|^%.*%$|^__.*__$|^@.*@$|^<.*>$|^\[.*\]$|^\{[^{}":]*\}$`,
	`|^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|%\([A-Za-z_]+\)s`,
	# Encrypted where it stands.
	`|^ENC[\[(]`,
	# Entries of vaults, and other places that are read when the program starts.
	`|(?i:^(vault|ref\+[a-z]+|op|arn|aws|secretsmanager|ssm|akv|kv|gcpsm|awssm|secret|secretref`,
	`|keyvault|env|file|path)[:/].)|^projects/[^/]+/secrets/|^@Microsoft\.KeyVault`,
	`|^(env|secrets|vars|process\.env|os\.environ)[.\[(]`,
	# The name of an object that holds the secret.
	`|^[a-z]+([.-][a-z]+)*-(secrets?|credentials?|creds|tls|certs?|tokens?)$`,
])

_placeholder := concat("", [
	`(?i)change[-_ ]?(me|it|this)|example|dummy|placeholder|replace[-_ ]|replaceme|redacted`,
	`|fixme|insert[-_ ]|fill[-_ ]|sample|xxx|\*\*\*|\.\.\.|___|\bto-?do\b|\btbd\b|\bn/a\b`,
	`|(^|[^a-z])your?[-_ ]|^your`,
	`|^(my|some|the|any)[-_ ](super[-_ ])?(secret|password|token|key|api[-_ ]?key)$`,
	`|^(x|0|-|\*|\.|_|#)+$|here>?$`,
])

_path := concat("", [
	`^(~|\.{1,2})?(/[A-Za-z0-9._@{}-]{0,32})+$|^[A-Za-z]:\\`,
	`|^[A-Za-z0-9._/-]+\.(pem|key|crt|cer|der|p12|pfx|jks|json|ya?ml|toml|ini|txt|env|conf|cfg`,
	`|properties)$`,
])

# An address in which nobody logs in.
_open_address(text) if {
	regex.match(`^[A-Za-z][A-Za-z0-9+.-]*://`, text)
	not regex.match(`//[^/\s@]*:[^/\s@]+@`, text)
}

# A list of settings, as connection strings are, is a secret only with a password in it.
_settings_without_secret(text) if {
	regex.match(`^[A-Za-z][A-Za-z ]*=[^=;]*([;\s][A-Za-z ]+=[^=;]*)+;?$|^[A-Za-z]+=[^=;]+;$`, text)
	not regex.match(_secret_setting, text)
}

_secret_setting := concat("", [
	`(?i)(^|[;\s])(password|pwd|accountkey|sharedaccesskey|sharedsecret)\s*=\s*[^;\s]`,
])

# Three words and more without a digit are a sentence about a secret.
_prose(text) if {
	regex.match(`\S\s+\S+\s+\S`, text)
	not regex.match(`[0-9]|PRIVATE KEY`, text)
}

_text(value) := value if is_string(value)

_text(value) := sprintf("%v", [value]) if is_number(value)

# The names that a file of settings gives a secret to: `password: …`, `api_key = "…"`,
# `"token": "…"`, `export TOKEN=…`. Comments, and what goes on over lines, are not looked at.
settings(text) := {name |
	some found in regex.find_all_string_submatch_n(_setting, text, -1)
	name := found[1]
	is_name(name)
	value := _unquoted(trim_space(found[2]))
	is_literal(value)
	not regex.match(_code, value)
}

# Only names with one of these words are worth a second look.
_setting := concat("", [
	`(?m)^[ \t]*(?:-[ \t]+|export[ \t]+|set[ \t]+)?["']?`,
	`([A-Za-z0-9_.-]*(?i:pass|pwd|secret|token|key|cred|conn|_pat)[A-Za-z0-9_.-]*)["']?`,
	`[ \t]*[:=][ \t]*([^\s].*)$`,
])

# What begins a list, a block or a call, or goes on.
_code := `^[|>&*!\[{(]|[(){}\[\]]|\\$|\s`

_unquoted(value) := found[1] if {
	some found in regex.find_all_string_submatch_n(`^"([^"]*)"`, value, 1)
} else := found[1] if {
	some found in regex.find_all_string_submatch_n(`^'([^']*)'`, value, 1)
} else := regex.replace(value, `[,;]?(\s+#.*)?$`, "")
