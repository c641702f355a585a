package gatecheck.go.toolchain_older_than_go_test

import data.gatecheck.go.toolchain_older_than_go

_older(toolchain, go) if {
	count(toolchain_older_than_go.deny) == 1 with input as {"toolchain": toolchain, "go": go}
}

test_denied if {
	denied := toolchain_older_than_go.deny with input as {"toolchain": "go1.21.0", "go": "1.22"}
	denied == {{
		"msg": "toolchain go1.21.0 is older than go 1.22",
		"at": ["toolchain"],
		"fix": {
			"title": "delete the toolchain line",
			"ops": [{"op": "remove", "at": ["toolchain"]}],
		},
	}}
}

test_older if {
	_older("go1.22.3", "1.22.4")
	_older("go1.9.7", "1.22")
	_older("go1.22rc1", "1.22.0")
	_older("go1.22beta1", "1.22rc1")
	_older("go1.22rc1", "1.22rc2")
	_older("go1.21.3-custom", "1.22.0")
	_older("go1", "1.22")
}

test_not_older if {
	not _older("go1.22.4", "1.22.4")
	not _older("go1.24.0", "1.22.4")
	not _older("go1.22.0", "1.22rc1")
	not _older("default", "1.22")
	not _older("go01.2", "1.22")
	not _older("go1.22rc1", "1.22")
	not _older("go1.22.0", "1.22")
	not _older("go1.22.3-custom", "1.22.3")
}
