package gatecheck.lib.download_test

import data.gatecheck.lib.download
import data.gatecheck.lib.sample

_urls(line) := urls if {
	some command in download.commands with input as sample.run([line])
	urls := download.urls(command)
}

test_urls if {
	_urls("curl -fsSLo a -H b --retry 3 https://example.com/a") == ["https://example.com/a"]
	_urls("wget -q -c -O a https://example.com/a https://example.com/b") == ["https://example.com/a", "https://example.com/b"]
	_urls("aria2c -x 4 https://example.com/a") == ["https://example.com/a"]
	_urls("curl -O https://example.com/a") == ["https://example.com/a"]
	_urls("curl --version") == []
}

test_local_ones_are_left_out if {
	commands := download.commands
		with input as sample.run(["curl http://localhost/a", "wget 127.0.0.1", "echo a"])
	commands == []
}

test_source if {
	some line, expected in {
		"curl -s https://example.com/a": "https://example.com/a", "wget -i a": "wget",
	}
	some command in download.commands with input as sample.run([line])
	download.source(command) == expected
}

_files := {
	"curl -o a https://example.com/b": "a",
	"curl --output=a https://example.com/b": "a",
	"curl -fsSLo a https://example.com/b": "a",
	"curl -sSLO https://example.com/b?c#d": "b",
	"wget -qO a https://example.com/b": "a",
	"wget https://example.com/c/b": "b",
	"aria2c https://example.com/c/b": "b",
}

test_files if {
	every line, expected in _files {
		some command in download.commands with input as sample.run([line])
		download.file(command) == expected
	}
	every line in [
		"curl https://example.com/b", "wget -qO- https://example.com/b",
		"curl -o - https://example.com/b",
	] {
		some command in download.commands with input as sample.run([line])
		not download.file(command)
	}
}

_redirected(redirects) := object.union(
	sample.run(["curl https://example.com/b"]).instructions[1].commands[0],
	{
		"words": ["curl", "https://example.com/b"],
		"redirects": [{"op": op, "target": target} | some [op, target] in redirects],
	},
)

test_the_last_redirect_gets_the_output if {
	download.file(_redirected([[">", "a"]])) == "a"
	download.file(_redirected([[">", "c"], [">|", "a"], ["2>", "d"], ["<", "e"]])) == "a"
	not download.file(_redirected([[">", "a"], [">", "/dev/null"]]))
	not download.file(_redirected([["2>", "a"]]))
}

test_verified if {
	every line in [
		"sha256sum -c a", "gpg --verify a", "openssl dgst -sha256 a", "gh attestation verify a",
		"cosign verify-blob a",
	] {
		document := sample.run(["curl -O https://example.com/a", line])
		some command in download.commands with input as document
		download.is_verified(command) with input as document
	}
	every line in ["gpg --dearmor a", "openssl req", "gh release download", "tar xf a"] {
		document := sample.run(["curl -O https://example.com/a", line])
		some command in download.commands with input as document
		not download.is_verified(command) with input as document
	}
	checked := sample.run(["aria2c --checksum=sha-256=0 https://example.com/a"])
	some command in download.commands with input as checked
	download.is_verified(command) with input as checked
}

test_scripts if {
	download.is_script("a.sh")
	not download.is_script("a.tar")
}
