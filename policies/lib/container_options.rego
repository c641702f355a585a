# Options of `docker run` and its likes that take the wall between a container and its host away.
package gatecheck.lib.container_options

import data.gatecheck.lib.capability
import data.gatecheck.lib.host_path

# The dangerous ones among the words of a command line, each {index, what}: `index` is the word's place and
# `what` the option with its value.
dangers(words) := [danger |
	some i, word in words
	startswith(word, "-")
	name := split(word, "=")[0]
	value := _value(words, i)
	_is_danger(name, value)
	danger := {"index": i, "what": _shown(name, value)}
]

# The word after the option, or what follows its equals sign.
_value(words, i) := regex.replace(words[i], `^[^=]*=`, "") if contains(words[i], "=")

_value(words, i) := array.concat(array.slice(words, i + 1, i + 2), [""])[0] if not contains(words[i], "=")

_shown(name, _) := name if name == "--privileged"

_shown(name, value) := sprintf("%s %s", [name, value]) if name != "--privileged"

_is_danger("--privileged", value) if value != "false"

_is_danger(name, "host") if name in {"--pid", "--ipc", "--userns", "--uts", "--cgroupns"}

_is_danger("--cap-add", value) if capability.bare(value) in capability.dangerous

_is_danger("--security-opt", value) if {
	regex.match(`^(seccomp|apparmor)[=:]unconfined$|^label[=:]disable$|^systempaths=unconfined$`, value)
}

_is_danger(name, value) if {
	name in {"-v", "--volume"}
	_opens_host(split(value, ":")[0])
}

_is_danger("--mount", value) if {
	some part in split(value, ",")
	regex.match(`^(src|source)=`, part)
	_opens_host(regex.replace(part, `^[^=]*=`, ""))
}

# The runtime's socket, or all of the host's files.
_opens_host(path) if host_path.is_runtime_socket(host_path.clean(path))

_opens_host(path) if path == "/"
