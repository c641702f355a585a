package gatecheck.packages.go_sumdb_off_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.go_sumdb_off

test_denial if {
	go_sumdb_off.deny == {{
		"msg": "GOSUMDB=off switches the check of new modules off",
		"at": ["variables", "GOSUMDB"],
		"fix": {"title": "leave it on", "ops": [{"op": "remove", "at": ["variables", "GOSUMDB"]}]},
	}} with input as object.union(sample.script([]), {"variables": {"GOSUMDB": "off"}})
}

test_denied if {
	every line in [
		"export GOSUMDB=off", "export GONOSUMDB=*", "export GOPRIVATE=git.example.com,*",
		"export GOINSECURE=*",
		"export GONOSUMCHECK=1", "export GOFLAGS=-insecure", "go env -w GOSUMDB=off",
	] {
		count(go_sumdb_off.deny) == 1 with input as sample.run([line])
	}
}

test_silent if {
	every line in [
		"export GOSUMDB=sum.golang.org", "export GOPRIVATE=git.example.com/*",
		"export GONOSUMCHECK=0",
		"export GOFLAGS=-mod=mod", "export GOPROXY=off", "go env GOSUMDB", "echo GOSUMDB=off",
		"make GOSUMDB=off", "export GOINSECURE=a.com",
	] {
		go_sumdb_off.deny == set() with input as sample.run([line])
	}
}

test_values_of_other_types if {
	go_sumdb_off.deny == set() with input as object.union(sample.script([]), {
		"variables": {"GOSUMDB": 1, "GOPRIVATE": true, "GOFLAGS": null, "GOINSECURE": ["*"], "GONOSUMDB": {"value": 1}, "env": ["off"]},
	})
	count(go_sumdb_off.deny) == 1 with input as object.union(sample.script([]), {
		"variables": {"GOSUMDB": {"value": "off", "description": "no"}},
	})
}
