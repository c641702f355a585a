package gatecheck.packages.go_install_latest_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.go_install_latest

test_denial if {
	go_install_latest.deny == {{
		"msg": "go install gets whatever version is newest: example.com/a@latest, example.com/b/cmd/c@main",
		"at": ["instructions", 1, "commands", 0, "args", 3],
	}}
		with input as sample.run(["go install -tags x example.com/a@latest example.com/b/cmd/c@main"])
}

test_denied if {
	every line in [
		"go run example.com/a@latest -x", "go get example.com/a", "go get -u example.com/a/...",
		"go get example.com/a@master",
		"go install example.com/a@v1", "go install example.com/a@v1.2",
		"go install example.com/a@upgrade",
		"/usr/local/go/bin/go install example.com/a@latest",
		"go -C tools install example.com/a@latest",
	] {
		count(go_install_latest.deny) == 1 with input as sample.run([line])
	}
}

test_silent if {
	every line in [
		"go install example.com/a@v1.2.3",
		"go install example.com/a@v0.0.0-20240102030405-0123456789ab",
		"go install example.com/a@0123456789ab", "go install example.com/a@$VERSION",
		"go install example.com/a",
		"go install ./...", "go install .", "go get ./...", "go get -d -v ./...", "go get",
		"go run . example.com/a@latest",
		"go run example.com/a", "go get example.com/a@v1.2.3", "go mod download",
		"go build example.com/a", "go get tool",
		"go run main.go", "go install cmd/a", "go get example.com/a@none", "go version",
	] {
		go_install_latest.deny == set() with input as sample.run([line])
	}
}
