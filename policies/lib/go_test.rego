package gatecheck.lib.go_test

import data.gatecheck.lib.go

_leaves(file, target) if {
	go.leaves_repository(target) with input as {"__gatecheck": {"file": {"path": file}}}
}

test_outside if {
	_leaves("go.mod", "../b")
	_leaves("go.mod", "/home/b")
	_leaves("go.mod", `C:\b`)
	_leaves("go.mod", `..\b`)
	_leaves("services/cart/go.mod", "../../../b")
	_leaves("go.mod", "./b/../../c")
	go.leaves_repository("../b") with input as {}
}

test_inside if {
	not _leaves("go.mod", "./b")
	not _leaves("services/cart/go.mod", "../../b")
	not _leaves("services/cart/go.mod", "../mail")
	not _leaves("go.mod", "./b/../c")
}
