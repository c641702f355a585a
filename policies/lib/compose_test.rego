package gatecheck.lib.compose_test

import data.gatecheck.lib.compose

_service(raw) := {"services": {"s": raw}}

test_services if {
	found := compose.services with input as {"services": {
		"a": {"image": "x"}, "b": {"build": "."}, "c": {"command": "x"}, "d": {"image": "x", "extends": "a"},
		"e": "text",
	}}
	{[service.name, service.whole] | some service in found} == {
		["a", true], ["b", true],
		["c", false], ["d", false],
	}
	compose.services == [] with input as {"services": ["text"]}
}

test_images if {
	found := compose.images with input as {"services": {
		"a": {"image": "x:${TAG:-1}"},
		"b": {"image": "made", "build": "."},
		"c": {"image": 7},
		"d": {"image": "made"},
		"e": {"image": "local", "pull_policy": "never"},
	}}
	found == [{"label": "service \"a\"", "ref": "x:1", "at": ["services", "a", "image"]}]
}

test_interpolate if {
	compose.interpolate("${A:-x}/${B-y}:${C}$D${E:?no}") == "x/y:${C}$D${E:?no}"
}

_volume(item) := object.remove(volume, ["label", "service", "at"]) if {
	some volume in compose.volumes with input as _service({"volumes": [item]})
}

test_short_volumes if {
	_volume("/a:/b") == {"source": "/a", "target": "/b", "read_only": false, "kind": "bind", "short": true}
	_volume("./a:/b:ro,z") == {"source": "./a", "target": "/b", "read_only": true, "kind": "bind", "short": true}
	_volume("data:/b").kind == "volume"
	_volume(`C:\a:/b`).source == `C:\a`
	_volume("${DATA:-/srv}:/b").source == "/srv"
	not _volume("/anonymous")
}

test_long_volumes if {
	_volume({"type": "bind", "source": "/a", "target": "/b", "read_only": true}) == {
		"source": "/a", "target": "/b", "read_only": true,
		"kind": "bind", "short": false,
	}
	_volume({"type": "tmpfs", "target": "/b"}).source == ""
	_volume({"src": "data"}).kind == "volume"
}

test_variables if {
	found := compose.variables with input as {"services": {
		"a": {"environment": {"A": "1"}}, "b": {"environment": ["B=x=y", "C", 7]}, "c": {"environment": "x"},
	}}
	{[variable.name, variable.value, variable.at] | some variable in found} == {
		["A", "1", ["services", "a", "environment", "A"]],
		["B", "x=y", ["services", "b", "environment", 0]],
	}
}

test_places_of_values if {
	[[entry.name, entry.value_at] | some entry in compose.entries(["A=xy", "B=ä"], ["e"])] == [
		["A", ["e", 0, {"slice": [2, 4]}]],
		["B", ["e", 1]],
	]
}

test_limits if {
	bare := {"at": ["s"], "raw": {"image": "x"}}
	not compose.has_limit(bare, "cpus", {"cpus"})
	compose.limit_at(bare, "cpus", "cpus") == ["s", "cpus"]
	compose.has_limit({"at": ["s"], "raw": {"cpus": 1}}, "cpus", {"cpus"})
	deployed := {"at": ["s"], "raw": {"deploy": {"resources": {"limits": {"cpus": 1}}}}}
	compose.has_limit(deployed, "cpus", {"cpus"})
	compose.limit_at(deployed, "cpus", "cpus") == ["s", "deploy", "resources", "limits", "cpus"]
}

test_odd_shapes if {
	every project in [
		{"services": null}, {"services": {"a": null}},
		{"services": {"a": {"volumes": {}, "environment": 7, "build": null, "image": []}}},
		{"services": {"a": {"volumes": [null, 7, {"source": 7}], "environment": [null]}}},
	] {
		images := compose.images with input as project
		images == []
		variables := compose.variables with input as project
		variables == []
		volumes := compose.volumes with input as project
		volumes == []
	}
}
