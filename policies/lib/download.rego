# Downloads among the shell commands of a document.
package gatecheck.lib.download

import data.gatecheck.lib.environment
import data.gatecheck.lib.shell

# Commands that get something from another machine.
commands := [command |
	some command in shell.commands
	command.program in {"curl", "wget", "aria2c"}
	not _is_local(command)
]

_is_local(command) if {
	found := urls(command)
	count(found) > 0
	every url in found {
		environment.is_local(url)
	}
}

# The URLs that a command names, and names of hosts that it takes for URLs.
urls(command) := [url |
	read := shell.read(command, 0, _takes(command))
	some i in read.operands
	url := command.words[i]
]

# What a command gets, in words.
source(command) := urls(command)[0] if {
	count(urls(command)) > 0
} else := command.program

# Whether all URLs name a commit, so that what lies there cannot change.
is_pinned(command) if {
	found := urls(command)
	count(found) > 0
	every url in found {
		regex.match(`/([0-9a-f]{40}|[0-9a-f]{64})(/|$)`, url)
	}
}

# Whether something in the same script compares checksums or signatures.
is_verified(command) if {
	some other in shell.beside(command)
	_verifies(other)
}

_verifies(command) if {
	command.program in {
		"sha256sum", "sha512sum", "sha384sum", "sha1sum", "md5sum", "shasum", "b2sum", "b3sum",
		"cosign",
		"minisign", "gpgv", "rhash", "signify", "slsa-verifier",
	}
}

_verifies(command) if {
	command.program in {"gpg", "gpg2"}
	shell.has_option(command, {"--verify", "--decrypt", "-d"})
}

_verifies(command) if {
	command.program == "openssl"
	command.words[1] in {"dgst", "sha256", "sha512"}
}

_verifies(command) if {
	command.program == "gh"
	command.words[1] == "attestation"
}

_verifies(command) if {
	command.program == "aria2c"
	shell.has_option(command, {"--checksum"})
}

# The file that a download is written to, as far as that is said.
file(command) := value if {
	value := _option(command)
} else := target if {
	# Of several redirects the last one gets the output (`2>` is about errors); the other files stay empty.
	targets := [redirect.target | some redirect in command.redirects; redirect.op in {">", ">|"}]
	target := targets[count(targets) - 1]
	target != "/dev/null"
} else := name if {
	_keeps_name(command)
	name := regex.replace(regex.replace(urls(command)[0], `[?#].*$`, ""), `^.*/`, "")
	name != ""
}

_option(command) := value if {
	names := object.get(_writes, command.program, set())
	found := array.concat(
		[v.value | some v in shell.values(command, names)],

		# The last of several letters: `-Lo`, `-qO`.
		[command.words[i + 1] |
			some i, word in command.words
			regex.match(object.get(_writes_last, command.program, `^$`), word)
		],
	)
	value := found[0]
	value != "-"
}

_writes := {"curl": {"-o", "--output"}, "wget": {"-O", "--output-document"}}

_writes_last := {"curl": `^-[A-Za-z#]+o$`, "wget": `^-[a-z]+O$`}

_keeps_name(command) if {
	command.program == "curl"
	some word in command.words
	regex.match(`^(-[a-zA-Z]*O[a-zA-Z]*|--remote-name)$`, word)
}

_keeps_name(command) if {
	command.program == "wget"
	count([word | some word in command.words; regex.match(`^(-[a-z]*O|--output-document)`, word)]) == 0
}

_keeps_name(command) if command.program == "aria2c"

# Whether a file's name says that it is a script.
is_script(name) if regex.match(`\.(sh|bash|py|pl|rb|run)$`, name)

# The options whose value is the next word, also as the last of several letters.
_takes(command) := object.get(_options, command.program, set()) | {word |
	some word in command.words
	regex.match(object.get(_letters, command.program, `^$`), word)
}

_letters := {"curl": `^-[A-Za-z#0-9]+[oHduXAebcFTxwmEK]$`, "wget": `^-[A-Za-z]+[OPtTie]$`}

_options := {
	"curl": {
		"-o", "--output", "--output-dir", "-H", "--header", "-d", "--data", "--data-raw",
		"--data-binary",
		"--data-urlencode", "--json", "-u", "--user", "-X", "--request", "-A", "--user-agent", "-e",
		"--referer",
		"-b", "--cookie", "-c", "--cookie-jar", "-F", "--form", "-T", "--upload-file", "-x",
		"--proxy", "-w",
		"--write-out", "-m", "--max-time", "--connect-timeout", "--retry", "--retry-delay",
		"--retry-max-time",
		"-E", "--cert", "--key", "--cacert", "--capath", "-K", "--config", "--proto",
		"--proto-default",
		"--tls-max", "--resolve", "--connect-to", "--interface", "-r", "--range", "-y", "-Y", "-z",
		"-D",
		"--dump-header", "--ciphers", "--unix-socket", "--max-redirs", "--limit-rate",
		"--url-query",
		"--oauth2-bearer", "--noproxy",
	},
	"wget": {
		"-O", "--output-document", "-P", "--directory-prefix", "-t", "--tries", "-T", "--timeout",
		"-i",
		"--input-file", "-e", "--execute", "--header", "--user", "--password", "-U", "--user-agent",
		"-o",
		"--output-file", "--post-data", "--post-file", "--ca-certificate", "--progress",
		"--waitretry", "-w",
		"--wait", "--retry-on-http-error", "--limit-rate", "-A", "-R", "-D", "-I", "-X",
	},
	"aria2c": {"-o", "--out", "-d", "--dir", "-x", "-s", "-j", "--checksum", "-l", "--header"},
}
