# Calls of package managers among the shell commands of a document.
#
#   call.tool      npm, npx, yarn, pnpm, bun, bunx, pip, pipx, uv, uvx, poetry, pipenv, gem, bundle,
#                  cargo, go, apt, apk, dnf, zypper; `python3 -m pip` and `uv pip` are pip, `yum` is
#                  dnf
#   call.sub       the subcommand, in its short and long spelling as written; "" if there is none
#   call.sub_word  its place in the command's words; the tool's place if there is none
#   call.operands  what follows: {word, text, literal}, word being the place in the command's words
#   call.options   the places of all options
#   call.command   the command (lib/shell.rego)
package gatecheck.lib.packages

import data.gatecheck.lib.docker
import data.gatecheck.lib.shell

calls := [call |
	some command in shell.commands
	tool := _tool(command)
	read := shell.read(command, tool.word, object.get(_takes, tool.name, set()))
	words := [i | some i in read.operands; not _passed_over(tool.name, command.words[i])]
	subs := _subs(tool.name, [command.words[i] | some i in words])
	call := {
		"tool": tool.name,
		"sub": concat(" ", [command.words[words[k]] | some k, _ in words; k < subs]),
		"sub_word": array.concat([tool.word], words)[subs],
		"operands": [operand |
			some k, i in words
			k >= subs
			operand := {"word": i, "text": command.words[i], "literal": command.literal[i]}
		],
		"options": read.options,
		"command": command,
	}
]

# Whether the call has one of these options, alone or as `--option=value`.
has_option(call, options) if {
	some i in call.options
	some option in options
	_is_option(call.command.words[i], option)
}

_is_option(word, option) if word == option

_is_option(word, option) if startswith(word, concat("", [option, "="]))

# Whether a file of one of these names is surely there when the call runs: a Dockerfile copied or mounted it
# by its full name into the folder of the call before, or the build would have failed. Elsewhere nothing is known
# about files.
has_file(call, names) if {
	shell.is_dockerfile
	not _is_elsewhere(call)
	index := call.command.script[1]
	some i, instruction in input.instructions
	i < index
	instruction.cmd in {"COPY", "ADD"}
	instruction.stage == input.instructions[index].stage
	not instruction.flags.parents
	some k, arg in instruction.args
	k < count(instruction.args) - 1
	name := regex.replace(arg, `^.*/`, "")
	name in names
	_is_beside(instruction.args[count(instruction.args) - 1], name, i, index)
}

has_file(call, names) if {
	shell.is_dockerfile
	not _is_elsewhere(call)
	index := call.command.script[1]
	some mount in input.instructions[index].flags.mount
	some source in split(mount, ",")
	regex.match(`^(source|src)=`, source)
	name := regex.replace(source, `^.*[=/]`, "")
	name in names
	some target in split(mount, ",")
	regex.match(`^(target|dst|destination)=`, target)
	_is_beside(regex.replace(target, `^[a-z]+=`, ""), name, index, index)
}

# Whether the call works in another folder than its instruction.
_is_elsewhere(call) if has_option(call, _folder_options)

_is_elsewhere(call) if {
	some other in shell.beside(call.command)
	other.index < call.command.index
	other.program in {"cd", "pushd"}
}

_folder_options := {
	"--prefix", "-C", "--cwd", "--dir", "--directory", "--project", "--gemfile", "--path", "--manifest-path",
}

# Whether the file that an instruction puts at `to` lies in the folder of a later one.
_is_beside(to, name, first, last) if {
	_folder(to, name) in {"", "."}
	not startswith(to, "/")
	every i in _workdirs(last) {
		i < first
	}
}

_is_beside(to, name, _, last) if {
	startswith(to, "/")
	_folder(to, name) == trim_right(input.instructions[max(_workdirs(last))].value, "/")
}

_folder(to, name) := trim_right(regex.replace(to, `[^/]+$`, ""), "/") if {
	regex.replace(to, `^.*/`, "") == name
} else := trim_right(to, "/")

_workdirs(index) := {i |
	some i, instruction in input.instructions
	i < index
	instruction.cmd == "WORKDIR"
	instruction.stage == input.instructions[index].stage
}

# Whether a file of one of these names is surely not there when the call runs: a Dockerfile copied the
# project's manifest by its name, and all else that it copied is a file of another name or lies in a folder below.
lacks_file(call, names) if {
	call.command.cmd == "RUN"
	not _is_elsewhere(call)
	index := call.command.script[1]
	run := input.instructions[index]
	not run.onbuild
	not _mounts(run)
	before := {i | some i in docker.instructions(input.stages[run.stage]); i < index}
	copies := {i | some i in before; input.instructions[i].cmd in {"COPY", "ADD"}}
	some manifest in {source | some i in copies; some source in _sources(i)}
	_base_name(manifest) in _manifests
	every i in copies {
		not _may_bring(i, index, names)
	}
	makers := [other |
		some other in shell.commands
		other.program in _makers | {call.tool}
		[other.script[1], other.index] < [index, call.command.index]
		other.script[1] in before | {index}
	]
	count(makers) == 0
}

_mounts(run) if {
	some mount in run.flags.mount
	not regex.match(`(^|,)type=(cache|tmpfs|secret|ssh)(,|$)`, mount)
}

# What may put a lock file there otherwise.
_makers := {"bash", "cp", "git", "ln", "make", "mv", "rsync", "sh", "tar", "tee", "touch", "unzip"}

_manifests := {"package.json", "Cargo.toml", "Pipfile", "pyproject.toml"}

_sources(i) := array.slice(input.instructions[i].args, 0, count(input.instructions[i].args) - 1)

_base_name(path) := regex.replace(path, `^.*/`, "")

_may_bring(i, _, names) if _base_name(_target(i)) in names

_may_bring(i, last, names) if {
	some source in _sources(i)
	not _is_other_file(source, names)
	not _is_below(i, last)
}

_target(i) := input.instructions[i].args[count(input.instructions[i].args) - 1]

_is_other_file(source, names) if {
	regex.match(_file, source)
	not _base_name(source) in names
}

_file := concat("", [
	`(^|/)(Pipfile|\.[a-z]+rc`,
	`|[\w.-]+\.(c?js|cfg|json|lock|mjs|md|npmrc|py|rb|rs|sh|toml|ts|txt|ya?ml))$`,
])

# Whether what an instruction puts into a folder of its own stays below the folder of a later one.
_is_below(i, last) if {
	regex.match(`^(\./)?[\w-]+(/[\w-]+)*/?$`, _target(i))
	every j in _workdirs(last) {
		j < i
	}
}

# What is wrong where there is no lock file to hold to.
without_lock(call, name) := sprintf(
	"%s takes whatever versions are newest, as no lock file is copied: commit %s and copy it",
	[trim_space(concat(" ", [call.tool, call.sub])), name],
)

# How sure a fix is that needs one of these files.
applicability(call, names) := "safe" if {
	has_file(call, names)
} else := "unsafe"

_tool(command) := {"name": "pip", "word": 0} if {
	regex.match(`^pip[0-9.]*$`, command.program)
} else := {"name": "pip", "word": i + 1} if {
	regex.match(`^(python|pypy)[0-9.]*$|^py$|\$`, command.program)
	some i in [1, 2, 3]
	command.words[i] == "-m"
	command.words[i + 1] == "pip"
} else := {"name": "pip", "word": 1} if {
	command.program == "uv"
	command.words[1] == "pip"
} else := {"name": command.words[1], "word": 1} if {
	command.program == "corepack"
	command.words[1] in {"npm", "yarn", "pnpm"}
} else := {"name": "apt", "word": 0} if {
	command.program in {"apt", "apt-get", "aptitude"}
} else := {"name": "dnf", "word": 0} if {
	command.program in {"yum", "dnf", "dnf5", "microdnf", "tdnf"}
} else := {"name": "npx", "word": 0} if {
	command.program == "pnpx"
} else := {"name": command.program, "word": 0} if {
	command.program in _tools
}

_tools := {
	"npm", "npx", "yarn", "pnpm", "bun", "bunx", "pipx", "uv", "uvx", "poetry", "pipenv", "gem",
	"bundle",
	"cargo", "go", "apk", "zypper",
}

# How many words the subcommand has.
_subs(tool, _) := 0 if tool in {"npx", "bunx", "uvx"}

_subs(tool, words) := 2 if {
	count(words) > 1
	concat(" ", [tool, words[0]]) in {"yarn global", "uv tool", "go env"}
} else := min([1, count(words)]) if not tool in {"npx", "bunx", "uvx"}

# `cargo +nightly build`
_passed_over("cargo", word) if startswith(word, "+")

# The options whose value is the next word.
_takes := {
	"npm": {
		"--prefix", "-C", "--registry", "--cache", "--userconfig", "--globalconfig", "--loglevel",
		"-w",
		"--workspace", "--omit", "--include", "--only", "--tag", "--otp", "--location",
		"--install-strategy",
		"--before", "--cpu", "--os", "--libc", "--script-shell", "--node-options", "-p",
		"--package", "-c",
		"--call", "--fetch-retries", "--fetch-timeout", "--maxsockets",
	},
	"npx": {
		"-p", "--package", "-c", "--call", "--cache", "--registry", "-w", "--workspace",
		"--userconfig",
		"--prefix", "--loglevel", "--node-options",
	},
	"yarn": {
		"--cwd", "--registry", "--network-timeout", "--network-concurrency", "--cache-folder",
		"--modules-folder", "--mutex", "--use-yarnrc", "--mode", "--prefix", "--global-folder",
		"-p",
		"--package",
	},
	"pnpm": {
		"-C", "--dir", "--filter", "-F", "--registry", "--store-dir", "--virtual-store-dir",
		"--prefix",
		"--reporter", "--loglevel", "--network-concurrency", "--package", "--workspace-concurrency",
		"--filter-prod", "--global-dir",
	},
	"bun": {"--cwd", "--registry", "--config", "-c", "--cache-dir", "--backend", "--filter"},
	"bunx": {"-p", "--package"},
	"pip": {
		"-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-t", "--target",
		"--platform",
		"--python-version", "--implementation", "--abi", "--root", "--prefix", "--src",
		"--upgrade-strategy",
		"-C", "--config-setting", "--config-settings", "--global-option", "--install-option",
		"--build-option", "--no-binary", "--only-binary", "--progress-bar", "--root-user-action",
		"--report",
		"-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--log", "--proxy",
		"--retries",
		"--timeout", "--exists-action", "--trusted-host", "--cert", "--client-cert", "--cache-dir",
		"--python", "-p", "--index", "--default-index", "--index-strategy", "--keyring-provider",
		"--group",
		"--resume-retries", "--use-feature", "--use-deprecated", "--override", "--build-constraint",
		"-b",
		"--link-mode", "--exclude-newer", "--torch-backend", "--allow-insecure-host", "-P",
		"--upgrade-package",
	},
	"pipx": {"--index-url", "-i", "--python", "--pip-args", "--suffix", "--spec", "--preinstall"},
	"uv": {
		"--directory", "--project", "--python", "-p", "--group", "--only-group", "--no-group",
		"--extra",
		"--no-extra", "--package", "--index", "--default-index", "--index-url", "-i",
		"--extra-index-url",
		"-f", "--find-links", "--cache-dir", "--config-file", "--link-mode", "--color", "--with",
		"--with-editable", "--with-requirements", "--from", "-w", "-P", "--upgrade-package",
		"--index-strategy", "--no-install-package", "-c", "--constraints",
	},
	"uvx": {
		"--python", "-p", "--index", "--default-index", "--index-url", "-i", "--extra-index-url",
		"--with",
		"--with-editable", "--with-requirements", "--from", "-w", "-c", "--constraints",
	},
	"poetry": {
		"-C", "--directory", "-P", "--project", "--with", "--without", "--only", "-E", "--extras",
		"-G",
		"--group",
	},
	"pipenv": {
		"--python", "-p", "--pypi-mirror", "-i", "--index", "--categories", "--extra-pip-args",
		"-r",
		"--requirements",
	},
	"gem": {
		"-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "--platform",
		"-P",
		"--trust-policy", "--build-root", "-p", "--http-proxy", "-B", "--bulk-threshold",
		"--config-file",
		"-g", "--file",
	},
	"bundle": {
		"--gemfile", "-j", "--jobs", "--path", "--retry", "-r", "--without", "--with", "--shebang",
		"--trust-policy",
	},
	"cargo": {
		"--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path", "--root",
		"--registry",
		"--index", "--features", "-F", "--bin", "--example", "--profile", "--target",
		"--target-dir",
		"--config", "-j", "--jobs", "--manifest-path", "--color", "-Z", "-p", "--package",
		"--exclude",
		"--bench", "--test", "--message-format", "-C", "--artifact-dir", "--lockfile-path",
	},
	"go": {
		"-C", "-o", "-p", "-ldflags", "-gcflags", "-asmflags", "-tags", "-mod", "-modfile",
		"-overlay",
		"-pkgdir", "-toolexec", "-exec", "-gccgoflags", "-installsuffix", "-buildmode", "-compiler",
		"-covermode", "-coverpkg",
	},
	"apt": {
		"-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file",
		"-a",
		"--host-architecture",
	},
	"apk": {
		"-t", "--virtual", "-X", "--repository", "-p", "--root", "--repositories-file",
		"--keys-dir",
		"--cache-dir", "--cache-max-age", "--wait", "--arch",
	},
	"dnf": {
		"-c", "--config", "--enablerepo", "--disablerepo", "--repo", "--repoid", "-x", "--exclude",
		"--excludepkgs", "--installroot", "--releasever", "--setopt", "--forcearch",
	},
	"zypper": {
		"-c", "--config", "-R", "--root", "--installroot", "--releasever", "-C", "--cache-dir",
		"-t", "--type", "-r", "--repo", "--from", "--solver-focus",
	},
}
