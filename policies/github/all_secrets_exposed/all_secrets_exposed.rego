# METADATA
# title: All secrets are given to one step
# description: |
#   `toJSON(secrets)` and names of secrets that are put together at run time make the runner hand
#   over every secret of the repository, also those that are not needed here. Name each secret that
#   is needed: `secrets.NAME`.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information
# custom:
#   severity: high
#   category: secrets
#   names_only: true
#   kinds: [github-actions]
#   since: 0.1.0
#   peers: ["zizmor:overprovisioned-secrets", "poutine:job_all_secrets"]
#   controls: ["owasp-cicd:CICD-SEC-6", "nist-800-53:AC-6", "cwe:522"]
package gatecheck.github.all_secrets_exposed

import data.gatecheck.lib.github

deny contains {
	"msg": sprintf("%s hands over every secret, not only one", [regex.find_n(`\S.*\S`, found, 1)[0]]),
	"at": github.first_match(string.text, string.at, found_pattern),
} if {
	some string in github.strings
	found_pattern := _patterns[_]
	found := regex.find_n(found_pattern, string.text, 1)[0]
	not _earlier(string.text, found_pattern)
	_in_expression(string, found)
}

# The whole context, or a part of it by a name that is no literal.
_patterns := [
	`(?i)\btoJSON\(\s*secrets\s*\)`,
	`(?i)\bsecrets\s*\[\s*[^'\s\]][^\]]*\]`,
	`(?i)\bsecrets\.\*`,
]

# One finding a text: of the first pattern that fits.
_earlier(text, pattern) if {
	some i, other in _patterns
	pattern == _patterns[i + 1]
	regex.match(other, text)
}

_earlier(text, pattern) if {
	pattern == _patterns[2]
	regex.match(_patterns[0], text)
}

# Conditions are expressions without braces.
_in_expression(string, found) if {
	some expression in regex.find_n(`(?s)\$\{\{.*?\}\}`, string.text, -1)
	contains(expression, found)
}

_in_expression(string, _) if string.at[count(string.at) - 1] == "if"
