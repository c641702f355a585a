# METADATA
# title: Service runs without the kernel's protection
# description: |
#   `unconfined` and `label:disable` switch off what keeps a container from system calls and files
#   that it never needs. Take the option away, or write a profile that allows the one thing missing.
# related_resources:
#   - ref: https://docs.docker.com/engine/security/seccomp/
#   - ref: https://docs.docker.com/engine/security/apparmor/
# custom:
#   severity: high
#   category: root
#   kinds: [compose]
#   fix: unsafe
#   since: 0.1.0
#   peers: [
#     "kics:Default Seccomp Profile Disabled", "semgrep:seccomp-confinement-disabled",
#     "semgrep:selinux-separation-disabled"
#   ]
#   controls: [
#     "cis-docker@1.6:5.22", "nist-800-53:SI-7", "nist-800-53:AC-6", "cwe:250"
#   ]
package gatecheck.compose.unconfined

import data.gatecheck.lib.compose

deny contains {
	"msg": sprintf("%s runs with %s", [service.label, concat(", ", [options[i] | some i in found])]),
	"at": array.concat(at, [found[0]]),
	"fix": {"title": "keep the protection", "ops": _ops(at, found, options)},
} if {
	some service in compose.services
	options := service.raw.security_opt
	is_array(options)
	found := [i | some i, option in options; _is_off(option)]
	count(found) > 0
	at := array.concat(service.at, ["security_opt"])
}

_is_off(option) if {
	regex.match(`^(seccomp|apparmor|systempaths)[:=]\s*unconfined$|^label[:=]\s*disable$`, option)
}

# A list that would be empty goes as a whole.
_ops(at, found, options) := [{"op": "remove", "at": at}] if count(found) == count(options)

_ops(at, found, options) := [{"op": "remove", "at": array.concat(at, [i])} | some i in found] if {
	count(found) < count(options)
}
