package gatecheck.k8s.suspicious_quantity_test

import data.gatecheck.k8s.suspicious_quantity

_denied(resource, raw) := denied if {
	denied := suspicious_quantity.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "resources": {"limits": {resource: raw}}}]},
	}
}

_meant(resource, raw) := [value |
	some denial in _denied(resource, raw)
	value := object.get(denial, ["fix", "ops", 0, "value"], "")
]

test_millibytes if {
	at := ["spec", "containers", 0, "resources", "limits", "memory"]
	_denied("memory", "512m") == {{
		"msg": `container "web": memory limit of 512m is less than a megabyte: m is a thousandth of a byte`,
		"at": at,
		"fix": {
			"title": "write 512Mi instead of 512m",
			"ops": [{"op": "set", "at": at, "value": "512Mi"}],
		},
	}}
}

test_cores if {
	at := ["spec", "containers", 0, "resources", "limits", "cpu"]
	_denied("cpu", 500) == {{
		"msg": `container "web": cpu limit of 500 is 500 cores`,
		"at": at,
		"fix": {
			"title": "write 500m instead of 500",
			"ops": [{"op": "set", "at": at, "value": "500m"}],
		},
	}}
	_meant("cpu", "100M") == ["100m"]
	_meant("cpu", "1000") == ["1000m"]
	_meant("cpu", "1k") == [""]
	_meant("cpu", "1Gi") == [""]
}

test_bytes if {
	every case in [
		["512", "512Mi"], [256, "256Mi"], ["64Ki", ""], [500000, ""], ["0.5", "0.5Mi"],
		["1g", "1Gi"],
		["512mb", "512M"], ["512MB", "512M"], ["2GiB", "2Gi"], ["1 Gi", "1Gi"], ["100K", "100Ki"],
		["100b", "100"], ["10n", ""], ["lots", ""], ["1,5Gi", ""],
	] {
		_meant("memory", case[0]) == [case[1]]
		_meant("ephemeral-storage", case[0]) == [case[1]]
		_meant("hugepages-2Mi", case[0]) == [case[1]]
	}
}

test_no_quantity if {
	{denial.msg | some denial in _denied("cpu", "half")} == {
		`container "web": cpu limit of half is no quantity`,
	}
	_meant("cpu", "1core") == [""]
}

test_right if {
	every case in [
		["cpu", 1], ["cpu", "0.5"], ["cpu", "100m"], ["cpu", "2000m"], ["cpu", 64], ["cpu", 0],
		["cpu", null],
		["memory", "512Mi"], ["memory", "1G"], ["memory", 536870912], ["memory", "1e9"],
		["memory", 0],
		["memory", "128974848000m"], ["memory", "${MEMORY}"], ["memory", "{{ .Values.memory }}"],
		["example.com/device", 500], ["example.com/device", 1], ["memory", ["odd"]],
	] {
		_denied(case[0], case[1]) == set()
	}
}
