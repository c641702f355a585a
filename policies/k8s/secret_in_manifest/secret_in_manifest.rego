# METADATA
# title: Secret kept in clear in a manifest
# description: |
#   The values of a Secret are written in base64, which anyone can read: whoever reads the
#   repository, now or in its history, has them. Change what was committed, and keep only what
#   cannot be read: a sealed secret, a file encrypted with SOPS, or an ExternalSecret that names an
#   entry of a vault.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
# custom:
#   severity: high
#   category: secrets
#   kinds: [kubernetes]
#   match: [{group: "", kind: Secret}]
#   since: 0.1.0
#   peers: ["KICS:\"Using Kubernetes Native Secret Management\"", "sg:secrets-in-config-file"]
#   controls: ["cis-k8s@1.12:5.4.2", "cwe:798", "owasp-cicd:CICD-SEC-6", "pci-dss@4.0.1:8.6.2"]
package gatecheck.k8s.secret_in_manifest

import data.gatecheck.lib.secret

deny contains {
	"msg": sprintf("%s holds the value of %q in clear", [_secret, key]),
	"at": [field, key],
} if {
	not input.sops
	some field in ["data", "stringData"]
	values := object.get(input, field, {})
	is_object(values)
	some key, written in values
	not _harmless(key)
	_discloses(_plain(field, written))
}

_secret := sprintf("Secret %q", [input.metadata.name]) if is_string(input.metadata.name)

_secret := "Secret" if not is_string(input.metadata.name)

# What is in many Secrets beside the secret itself, going by the last word of its key.
_harmless(key) if {
	words := regex.replace(lower(key), `[^a-z0-9]+`, "_")
	regex.match(_beside, words)
}

_beside := concat("", [
	`(user|username|login|email|name|host|server|address|endpoint|expiration|mtime)(_in)?$`,
	`|(^|_)(namespace|port|db|database|schema|region|bucket|url|uri|type|issuer|realm|audience`,
	`|scopes?|org|project|tenant|client_id|clientid|id|enabled|mode|version|groups|description|date`,
	`|ttl)$|(^|_)(ca|tls|cert|chain|fullchain)_(crt|cert|pem)$|(^|_)(crt|cer)$|(^|_)pub(lic)?_key$`,
])

# A file is told by what it sets, anything else by itself.
_discloses(text) if {
	not contains(text, "\n")
	secret.is_literal(text)
	not _public(text)
}

_discloses(text) if {
	contains(text, "PRIVATE KEY-----")
	regex.match(`[A-Za-z0-9+/]{40}`, text)
}

_discloses(text) if {
	contains(text, "\n")
	count(secret.settings(text)) > 0
}

_public(text) if {
	regex.match(`^-----BEGIN (CERTIFICATE|[A-Z ]*PUBLIC KEY)|^ssh-(rsa|ed25519) `, text)
}

# What a value is once the cluster has read it.
_plain("stringData", written) := trim_space(written) if is_string(written)

_plain("stringData", written) := sprintf("%v", [written]) if is_number(written)

_plain("data", written) := trim_space(base64.decode(_encoded(written))) if {
	is_string(written)
	base64.is_valid(_encoded(written))
}

# The cluster would not take it, but a template engine in front of it might.
_plain("data", written) := trim_space(written) if {
	is_string(written)
	not base64.is_valid(_encoded(written))
}

_encoded(written) := regex.replace(written, `\s`, "")
