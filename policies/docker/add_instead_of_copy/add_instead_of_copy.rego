# METADATA
# title: ADD where COPY is meant
# description: |
#   `ADD` also downloads and unpacks, so a file that happens to be an archive, or a name that
#   becomes a URL, ends in another image. For files of the build context `COPY` says what is meant,
#   and does nothing else. (Docker unpacks what the content shows to be a tar, compressed or not,
#   whatever its name is. The fix is safe only for names that no archive has.)
# related_resources:
#   - ref: https://docs.docker.com/build/building/best-practices/#add-or-copy
# custom:
#   severity: low
#   category: hygiene
#   kinds: [dockerfile]
#   fix: safe
#   since: 0.1.0
#   peers: [DL3020, CKV_DOCKER_4, DS-0005]
#   controls: ["cis-docker@1.6:4.9"]
package gatecheck.docker.add_instead_of_copy

import data.gatecheck.lib.docker

deny contains {
	"msg": sprintf("ADD copies %s, which COPY does too", [concat(", ", sources)]),
	"at": at,
	"fix": {
		"title": "use COPY",
		"applicability": _applicability(sources),
		"ops": [{"op": "set", "at": at, "value": "COPY"}],
	},
} if {
	some i, instruction in input.instructions
	instruction.cmd == "ADD"
	at := ["instructions", i, "cmd"]
	object.keys(instruction.flags) & {"checksum", "keep-git-dir", "unpack"} == set()
	sources := array.slice(instruction.args, 0, count(instruction.args) - 1)
	count(sources) > 0
	every source in sources {
		_only_copied(source)
	}
}

_only_copied(source) if {
	not docker.is_url(source)
	not docker.is_git(source)
	not contains(source, "$")

	not _is_archive(source)
}

# What is meant to be unpacked.
_is_archive(source) if {
	regex.match(`(?i)\.(tar|tgz|tbz2?|txz|tlz|tzst|gz|bz2|xz|lzma|lz|z|zst)(\*|/*$)|\.tar[.*]`, source)
}

# ADD looks at the content, so only a name that no archive has says that it unpacks nothing.
_applicability(sources) := "safe" if {
	every source in sources {
		_is_no_archive(source)
	}
} else := "unsafe"

# A folder is copied as it is, with the archives in it.
_is_no_archive(source) if regex.match(`^([^*?\[\\]*/)?(\.{1,2}|[^*?\[\\/]+/+)$`, source)

# What stands in the Dockerfile itself.
_is_no_archive(source) if startswith(source, "<<")

_is_no_archive(source) if {
	some name in regex.find_n(`[^/]+$`, lower(source), 1)
	_is_text(name)
}

_is_text(name) if name in {
	"gemfile", "makefile", "rakefile", "procfile", "pipfile", "dockerfile", "jenkinsfile", "vagrantfile",
	"license", "readme", "changelog", "notice", ".gitignore", ".dockerignore", ".npmrc", ".env", ".bashrc",
	".profile", ".htaccess",
}

# The last dot and plain letters behind it are no part of a pattern.
_is_text(name) if {
	some [_, extension] in regex.find_all_string_submatch_n(`[^.]\.([a-z0-9]+)$`, name, 1)
	extension in {
		"adoc", "bash", "bat", "c", "cc", "cert", "cfg", "cjs", "cmd", "cnf", "conf", "config", "cpp", "crt",
		"cs", "csproj", "css", "csv", "cxx", "ear", "env", "erb", "ex", "exs", "fish", "gif", "go", "gradle",
		"graphql", "h", "hbs", "hpp", "html", "ico", "ini", "jar", "java", "jinja", "jpeg", "jpg", "js",
		"json", "json5", "jsonc", "jsx", "key", "kt", "kts", "less", "list", "lock", "lua", "markdown", "md",
		"mjs", "mod", "patch", "pem", "php", "pl", "plist", "png", "properties", "proto", "ps1", "pub", "py",
		"pyi", "r", "rb", "repo", "rs", "rst", "sass", "scala", "scss", "service", "sh", "sln", "sql", "sum",
		"svg", "swift", "tf", "toml", "ts", "tsx", "txt", "vim", "vue", "war", "whl", "xml", "xsd", "xsl",
		"yaml", "yml", "zip", "zsh",
	}
}
