# METADATA
# title: Part of a secret is not masked in logs
# description: |
#   The runner masks a secret's whole value only. A field that `fromJSON` takes out of it is another
#   value, and shows up in logs in clear. Store each value as a secret of its own.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secrets
# custom:
#   severity: medium
#   category: secrets
#   names_only: true
#   kinds: [github-actions]
#   since: 0.1.0
#   peers: ["zizmor:unredacted-secrets"]
#   controls: ["owasp-cicd:CICD-SEC-6", "cwe:532"]
package gatecheck.github.unredacted_secret

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("%s takes a part out of a secret, which is not masked in logs", [found]),
	"at": github.first_match(string.text, string.at, _pattern),
} if {
	some string in github.strings
	found := regex.find_n(_pattern, string.text, 1)[0]
	_in_expression(string, found)
}

_pattern := `(?i)\bfromJSON\(\s*secrets\s*(\.\s*[A-Za-z0-9_-]+|\[[^\]]*\])\s*\)\s*(\.\s*[A-Za-z0-9_-]+|\[[^\]]*\])`

_in_expression(string, found) if {
	some expression in regex.find_n(`(?s)\$\{\{.*?\}\}`, string.text, -1)
	contains(expression, found)
}

# Conditions are expressions without braces.
_in_expression(string, _) if string.at[count(string.at) - 1] == "if"
