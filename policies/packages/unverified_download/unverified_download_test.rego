package gatecheck.packages.unverified_download_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.unverified_download

test_denial if {
	unverified_download.deny == {{
		"msg": "nothing checks what https://example.com/a.tar.gz sends",
		"at": ["instructions", 1, "commands", 0],
	}} with input as sample.run(["curl -fsSLO https://example.com/a.tar.gz"])
}

test_denied if {
	every lines in [
		["wget https://example.com/a.zip"],
		["curl -Lo a https://example.com/a/releases/download/v1/a"],
		["curl -o a https://example.com/a", "chmod +x ./a"],
		["wget -O /a https://example.com/b", "unzip /a"],
	] {
		count(unverified_download.deny) == 1 with input as sample.run(lines)
	}
}

test_silent if {
	every lines in [
		["curl https://example.com/"], ["curl -O https://example.com/a.tar.gz", "sha256sum -c a"],
		["curl -O https://example.com/a.tar.gz.sha256"], ["wget http://localhost/a.zip"],
		["tar xf a.tar.gz"],
		["curl -o a https://example.com/a", "cat a"],
		["cosign verify-blob a", "curl -O https://example.com/a.jar"],
	] {
		unverified_download.deny == set() with input as sample.run(lines)
	}
}
