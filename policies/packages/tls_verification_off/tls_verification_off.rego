# METADATA
# title: Certificates are not checked
# description: |
#   Without the check of its certificate a server may be anyone: whoever is on the way reads what is
#   sent, such as tokens, and chooses what is downloaded and run. Add the authority's certificate
#   instead (`update-ca-certificates`, `--cacert`, `NODE_EXTRA_CA_CERTS`). For pip see
#   packages/untrusted-index.
# related_resources:
#   - ref: https://curl.se/docs/sslcerts.html
#   - ref: https://docs.npmjs.com/cli/using-npm/config#strict-ssl
#   - ref: https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslVerify
# custom:
#   severity: high
#   category: hygiene
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   fix: unsafe
#   since: 0.1.0
#   peers:
#     - CKV2_DOCKER_2
#     - CKV2_DOCKER_3
#     - CKV2_DOCKER_5
#     - CKV2_DOCKER_6
#     - CKV2_DOCKER_12
#     - CKV2_DOCKER_13
#     - CKV2_DOCKER_14
#     - CKV2_DOCKER_15
#     - CKV2_DOCKER_16
#     - GL042
#   controls: ["cwe:295"]
package gatecheck.packages.tls_verification_off

import data.gatecheck.lib.download
import data.gatecheck.lib.environment
import data.gatecheck.lib.shell

# An option of a command.
deny contains {
	"msg": sprintf("%s does not check certificates: %s", [command.program, command.words[k]]),
	"at": command.words_at[k],
	"fix": {"title": "check certificates", "ops": [_op(command, k)]},
} if {
	some command in shell.commands
	some k, word in command.words
	k > 0
	_switches_off(command, word)
	not _is_local(command)
}

# A setting that stays.
deny contains {
	"msg": sprintf("%s does not check certificates from here on", [command.program]),
	"at": command.at,
} if {
	some command in shell.commands
	_sets_off(command.program, command.words)
}

# A variable.
deny contains object.union(
	{
		"msg": sprintf(
			"%s=%s: certificates are not checked",
			[variable.name, variable.value],
		),
		"at": variable.at,
	},
	_removed(variable),
) if {
	some variable in environment.variables
	lower(variable.value) in _variables[upper(variable.name)]
}

# Letters of curl that may stand before the k, as they take no value.
_switches_off(command, word) if {
	command.program == "curl"
	regex.match(`^--(proxy-)?insecure$|^-[0-46afgijklnpqsvBGIJLMNORSZ#]*k`, word)
}

_switches_off(command, word) if word in _options[command.program]

_switches_off(command, word) if {
	command.program == "git"
	regex.match(`(?i)^http\.([^=]*\.)?sslVerify=(false|0|no|off)$`, word)
}

_switches_off(command, word) if {
	command.program in {"yum", "dnf", "microdnf", "tdnf"}
	regex.match(`(?i)^--setopt=([^=]*\.)?sslverify=(false|0|no)$`, word)
}

_switches_off(command, word) if {
	command.program in {"apt", "apt-get"}
	regex.match(`(?i)^(-o=?)?Acquire::https::([^=]*::)?Verify-(Peer|Host)=(false|0|no)$`, word)
}

_options := {
	"wget": {"--no-check-certificate"},
	"npm": {"--strict-ssl=false", "--no-strict-ssl"},
	"pnpm": {"--strict-ssl=false", "--no-strict-ssl"},
	"yarn": {"--strict-ssl=false", "--no-strict-ssl"},
	"aws": {"--no-verify-ssl"},
	"podman": {"--tls-verify=false"},
	"buildah": {"--tls-verify=false"},
	"skopeo": {"--tls-verify=false", "--src-tls-verify=false", "--dest-tls-verify=false"},
	"kubectl": {"--insecure-skip-tls-verify", "--insecure-skip-tls-verify=true"},
	"helm": {"--insecure-skip-tls-verify", "--kube-insecure-skip-tls-verify"},
	"apk": {"--no-check-certificate"},
	"aria2c": {"--check-certificate=false"},
}

_sets_off("git", words) if {
	words[1] == "config"
	some i, word in words
	regex.match(`(?i)^http\.(.*\.)?sslverify$`, word)
	lower(words[i + 1]) in {"false", "0", "no", "off"}
}

_sets_off(program, words) if {
	program in {"npm", "yarn", "pnpm"}
	words[1] in {"config", "set", "c"}
	some i, word in words
	word in {"strict-ssl", "enableStrictSsl"}
	words[i + 1] == "false"
}

_sets_off(program, words) if {
	program in {"npm", "yarn", "pnpm"}
	words[1] in {"config", "set", "c"}
	"strict-ssl=false" in words
}

_sets_off("composer", words) if {
	words[1] == "config"
	some i, word in words
	word in {"disable-tls", "secure-http"}
	words[i + 1] == {"disable-tls": "true", "secure-http": "false"}[word]
}

_sets_off("conda", words) if {
	words[1] == "config"
	some i, word in words
	word == "ssl_verify"
	lower(words[i + 1]) == "false"
}

_variables := {
	"GIT_SSL_NO_VERIFY": {"1", "true", "yes", "on"},
	"NODE_TLS_REJECT_UNAUTHORIZED": {"0"},
	"NPM_CONFIG_STRICT_SSL": {"false", "0"},
	"YARN_ENABLE_STRICT_SSL": {"false", "0"},
	"PYTHONHTTPSVERIFY": {"0"},
	"CURL_INSECURE": {"1", "true"},
	"SSL_NO_VERIFY": {"1", "true"},
	"BUNDLE_SSL_VERIFY_MODE": {"0", "none"},
}

# A server on the same machine has no certificate that anyone could check.
_is_local(command) if {
	urls := download.urls(command)
	count(urls) > 0
	every url in urls {
		environment.is_local(url)
	}
}

_is_local(command) if environment.is_local(command.words[count(command.words) - 1])

# The option goes, or its letter does; of `-c http.sslVerify=false` and `-o …` both words.
_op(command, k) := shell.set_word(command, k, replace(command.words[k], "k", "")) if {
	command.program == "curl"
	regex.match(`^-[^-].`, command.words[k])
} else := shell.set_word(command, k, regex.replace(command.words[k], `=.*$`, "=true")) if {
	regex.match(`^[^-].*=`, command.words[k])
} else := shell.remove_word(command, k)

_removed(variable) := {"fix": {"title": "check certificates", "ops": [variable.remove]}} if {
	variable.remove != null
} else := {}
