# Folders and sockets of a node that containers get to see.
package gatecheck.lib.host_path

import data.gatecheck.lib.k8s

# The host path volumes of a pod, each {name, at, path, type}: `at` is the route of the path, and
# the path is cleaned.
volumes := [found |
	some volume in k8s.volumes
	path := object.get(volume.raw, ["hostPath", "path"], null)
	is_string(path)
	found := {
		"name": volume.name,
		"at": array.concat(volume.at, ["hostPath", "path"]),
		"path": clean(path),
		"type": object.get(volume.raw, ["hostPath", "type"], ""),
	}
]

# The path without doubled and trailing slashes; on Windows with forward slashes and in lower case.
clean(path) := concat("", ["/", concat("/", _parts(path))]) if not _is_windows(path)

clean(path) := concat("/", _parts(lower(replace(path, `\`, "/")))) if _is_windows(path)

_parts(path) := [part | some part in split(path, "/"); not part in {"", "."}]

_is_windows(path) if regex.match(`^([A-Za-z]:|\\\\)`, path)

# Whether a cleaned path is the socket of a container runtime, or the folder that it lies in. Who
# may talk to it can start any container, so can do anything on the node.
is_runtime_socket(path) if regex.replace(path, `^.*/`, "") in _sockets

is_runtime_socket(path) if trim_prefix(path, "/var") in _socket_folders

_sockets := {
	"docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock", "dockershim.sock",
	"podman.sock",
	# Named pipes on Windows.
	"docker_engine", "containerd-containerd",
}

_socket_folders := {"/run/containerd", "/run/crio", "/run/podman", "/run/k3s/containerd"}

# Whether a cleaned path is a folder that controls the node or holds its credentials: all of the
# system, or what the kubelet, the runtime and etcd keep. Single files and devices elsewhere are
# none.
is_sensitive(path) if path in _folders

is_sensitive(path) if {
	some tree in _trees
	startswith(path, concat("", [tree, "/"]))
}

# With everything in them.
_trees := {
	"/boot", "/dev/mem", "/etc/kubernetes", "/etc/ssh", "/etc/sudoers.d", "/proc", "/root",
	"/var/lib/containerd", "/var/lib/containers", "/var/lib/docker", "/var/lib/etcd",
	"/var/lib/kubelet/pki", "/var/lib/kubelet/pods", "c:/windows",
}

# As a whole: what lies in them may be harmless, such as /etc/localtime.
_folders := _trees | {
	"/", "/bin", "/dev", "/etc", "/home", "/lib", "/lib64", "/run", "/sbin", "/sys", "/usr",
	"/usr/bin", "/usr/lib", "/usr/sbin", "/var", "/var/lib", "/var/lib/kubelet", "/var/log", "/var/run",
	"/etc/passwd", "/etc/shadow", "/etc/sudoers", "c:", "c:/users",
}
