package gatecheck.k8s.writable_root_filesystem_test

import data.gatecheck.k8s.writable_root_filesystem

_denials(spec) := d if {
	d := writable_root_filesystem.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": spec}
}

_at := ["spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"]

test_missing if {
	_denials({"containers": [{"name": "a", "image": "i"}]}) == {{
		"msg": `container "a" can write to its root filesystem: securityContext.readOnlyRootFilesystem is not true`,
		"at": _at,
		"fix": {
			"title": "make the root filesystem read-only",
			"ops": [{"op": "set", "at": _at, "value": true}],
		},
	}}
}

test_values if {
	_count(true) == 0
	_count(false) == 1
	_count("true") == 1
	_count(null) == 1
}

_count(value) := count(_denials({"containers": [{
	"name": "a",
	"image": "i",
	"securityContext": {"readOnlyRootFilesystem": value},
}]}))

test_windows if {
	_denials({"os": {"name": "windows"}, "containers": [{"name": "a", "image": "i"}]}) == set()
}

test_a_patch_only_counts_for_what_it_says if {
	_denials({"containers": [{"name": "a"}]}) == set()
	count(
		_denials({"containers": [{"name": "a", "securityContext": {"readOnlyRootFilesystem": false}}]}),
	) == 1
}
