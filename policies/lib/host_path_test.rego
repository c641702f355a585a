package gatecheck.lib.host_path_test

import data.gatecheck.lib.host_path

test_volumes if {
	volumes := host_path.volumes with input as {"apiVersion": "v1", "kind": "Pod", "spec": {"volumes": [
		{"name": "a", "hostPath": {"path": "/var//log/", "type": "Directory"}},
		{"name": "b", "hostPath": {"path": "C:\\ProgramData\\x"}},
		{"name": "c", "emptyDir": {}},
		{"name": "d", "hostPath": null},
		{"name": "e", "hostPath": {"path": 7}},
	]}}
	volumes == [
		{
			"name": "a",
			"at": ["spec", "volumes", 0, "hostPath", "path"],
			"path": "/var/log",
			"type": "Directory",
		},
		{
			"name": "b",
			"at": ["spec", "volumes", 1, "hostPath", "path"],
			"path": "c:/programdata/x",
			"type": "",
		},
	]
}

test_clean if {
	every case in [
		["/", "/"],
		["//", "/"],
		["/etc/./x/", "/etc/x"],
		["C:\\", "c:"],
		["c:/Windows/", "c:/windows"],
		["\\\\.\\pipe\\docker_engine", "pipe/docker_engine"],
	] {
		host_path.clean(case[0]) == case[1]
	}
}

test_runtime_socket if {
	every path in [
		"/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/k3s/containerd/containerd.sock",
		"/var/run/crio", "/run/containerd", "pipe/docker_engine",
	] {
		host_path.is_runtime_socket(path)
	}
	every path in [
		"/run/docker.sock.d",
		"/var/lib/kubelet/device-plugins/kubelet.sock",
		"/run/spire/agent.sock",
		"/",
	] {
		not host_path.is_runtime_socket(path)
	}
}

test_sensitive if {
	every path in [
		"/", "/etc", "/etc/kubernetes/pki", "/proc", "/proc/1/ns", "/var/lib/kubelet", "/root/.ssh",
		"c:", "c:/windows/system32",
	] {
		host_path.is_sensitive(path)
	}
	every path in [
		"/etc/localtime", "/dev/fuse", "/sys/fs/bpf", "/lib/modules", "/var/lib/kubelet/plugins",
		"/data", "/etcd",
		"/procs", "c:/data",
	] {
		not host_path.is_sensitive(path)
	}
}
