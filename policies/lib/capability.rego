# Linux capabilities of containers. Names are compared as runtimes do: without `CAP_`, in upper
# case.
package gatecheck.lib.capability

# What a container (of lib.k8s) adds to the runtime's set: {name, written, at} each.
added(container) := _named(container, "add")

# What it drops.
dropped(container) := _named(container, "drop")

# The name without what makes no difference.
bare(written) := trim_prefix(upper(written), "CAP_")

# Each of these alone is enough to take over the node, its network or its other containers.
dangerous := {
	"ALL", "BPF", "DAC_READ_SEARCH", "NET_ADMIN", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO",
}

# What Pod Security's baseline lets a container add: what runtimes give it anyway.
ordinary := {
	"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
	"SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}

_named(container, list) := [found |
	written := _list(object.get(container.raw, ["securityContext", "capabilities", list], []))
	some i, name in written
	is_string(name)
	at := array.concat(container.at, ["securityContext", "capabilities", list, i])
	found := {"name": bare(name), "written": name, "at": at}
]

_list(value) := value if is_array(value)

_list(value) := [] if not is_array(value)
