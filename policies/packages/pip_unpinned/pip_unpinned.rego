# METADATA
# title: Python package without exact version
# description: |
#   Without `==` the newest release is installed, also one that was taken over an hour ago, and its
#   code runs at once. Name the version, or install from a file that holds all versions and their
#   hashes (`pip install --require-hashes -r requirements.txt`). The same goes for pip itself:
#   `pip==25.1`.
# related_resources:
#   - ref: https://pip.pypa.io/en/stable/topics/repeatable-installs/
# custom:
#   severity: medium
#   category: pinning
#   kinds: [dockerfile, github-actions, gitlab-ci]
#   since: 0.1.0
#   peers: [DL3013]
#   controls: ["owasp-cicd:CICD-SEC-3", "cwe:1357"]
package gatecheck.packages.pip_unpinned

import data.gatecheck.lib.environment
import data.gatecheck.lib.packages
import data.gatecheck.lib.shell

deny contains {
	"msg": sprintf(
		"%s gets whatever version is newest: %s",
		[_command(call), concat(", ", [p.text | some p in unpinned])],
	),
	"at": call.command.words_at[unpinned[0].word],
} if {
	some call in packages.calls
	not _settled(call)
	unpinned := [p |
		some p in _requirements(call)
		_floats(p.text, p.literal)
	]
	count(unpinned) > 0
}

_command(call) := trim_space(concat(" ", [call.tool, call.sub]))

_requirements(call) := array.concat(call.operands, editable) if {
	concat(" ", [call.tool, call.sub]) in {
		"pip install", "pipx install", "pipx inject", "uv tool install",
	}
	editable := [p |
		some value in shell.values(call.command, {"-e", "--editable"})
		p := {"word": value.word, "text": value.value, "literal": call.command.literal[value.word]}
	]
}

# These run one program; what follows are its own arguments.
_requirements(call) := array.concat(named, first) if {
	concat(" ", [call.tool, call.sub]) in {"uvx ", "uv tool run", "pipx run"}
	named := [p |
		some value in shell.values(call.command, {"--from", "--spec"})
		p := {"word": value.word, "text": value.value, "literal": call.command.literal[value.word]}
	]
	first := [p | count(named) == 0; p := call.operands[0]]
}

# Other files hold the versions, or the packages lie in a folder.
_settled(call) if packages.has_option(call, {
	"--require-hashes", "-c", "--constraint", "--constraints", "--no-index", "--dry-run",
})

_settled(call) if {
	call.tool == "pip"
	some variable in environment.variables
	variable.name in {"PIP_CONSTRAINT", "UV_CONSTRAINT", "PIP_REQUIRE_HASHES", "UV_REQUIRE_HASHES"}
}

# A name of the index, without one exact version.
_floats(text, literal) if {
	regex.match(`^[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[^\]]*\])?\s*([~<>=!@;].*)?$`, text)
	not _is_file(text)
	not contains(text, "://")
	not regex.match(`===?\s*[^=*]+$|@v?[0-9]+(\.[0-9]+)+[a-z0-9.]*$`, split(text, ";")[0])

	# What a variable holds may be anything, but not behind `>=`.
	_is_known(text, literal)
}

_is_known(_, true) := true

_is_known(text, false) if regex.match(`^[^$]*[~<>!]=?`, text)

# A repository without a commit.
_floats(text, _) if {
	regex.match(`(^|@\s*)(git|hg|svn|bzr)\+`, text)
	url := split(regex.replace(text, `^.*?(git|hg|svn|bzr)\+[a-z]+://`, ""), "#")[0]
	revision := regex.replace(url, `^[^/]*/[^@]*@?`, "")
	not regex.match(`^[0-9a-f]{40}$`, revision)
	not contains(revision, "$")
}

_is_file(text) if regex.match(`/|\.(whl|zip|tar\.gz|tgz|tar\.bz2)(\[.*\])?$`, text)
