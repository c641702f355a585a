package gatecheck.packages.tls_verification_off_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.tls_verification_off

_at(k) := ["instructions", 1, "commands", 0, "args", k]

test_option if {
	tls_verification_off.deny == {{
		"msg": "curl does not check certificates: --insecure",
		"at": _at(0),
		"fix": {"title": "check certificates", "ops": [{"op": "remove", "at": _at(0)}]},
	}} with input as sample.run(["curl --insecure https://example.com"])
}

test_letter if {
	some denial in tls_verification_off.deny
		with input as sample.run(["curl -fsSkL https://example.com"])
	denial.fix.ops == [{"op": "set", "at": _at(0), "value": "-fsSL"}]
}

test_value if {
	some denial in tls_verification_off.deny
		with input as sample.run(["git -c http.sslVerify=false clone https://example.com/a"])
	denial.fix.ops == [{"op": "set", "at": _at(1), "value": "http.sslVerify=true"}]
}

test_setting if {
	tls_verification_off.deny == {{
		"msg": "npm does not check certificates from here on",
		"at": ["instructions", 1, "commands", 0],
	}} with input as sample.run(["npm config set strict-ssl false"])
}

test_variable if {
	tls_verification_off.deny == {{
		"msg": "NODE_TLS_REJECT_UNAUTHORIZED=0: certificates are not checked",
		"at": ["variables", "NODE_TLS_REJECT_UNAUTHORIZED"],
		"fix": {"title": "check certificates", "ops": [{"op": "remove", "at": ["variables", "NODE_TLS_REJECT_UNAUTHORIZED"]}]},
	}}
		with input as object.union(sample.script([]), {"variables": {"NODE_TLS_REJECT_UNAUTHORIZED": 0}})
}

test_denied if {
	every line in [
		"curl -k https://example.com", "curl -sk https://example.com",
		"wget --no-check-certificate https://example.com",
		"git config --global http.sslVerify false", "yarn config set strict-ssl false -g",
		"npm set strict-ssl=false",
		"npm install --strict-ssl=false", "dnf install -y --setopt=sslverify=false a",
		"export GIT_SSL_NO_VERIFY=true",
		"apt-get -o Acquire::https::Verify-Peer=false update", "podman push --tls-verify=false a",
		"kubectl --insecure-skip-tls-verify get pods",
		"conda config --set ssl_verify False", "composer config -g secure-http false",
		"export npm_config_strict_ssl=false",
		"yarn config set enableStrictSsl false", "git config http.https://example.com/.sslVerify 0",
	] {
		count(tls_verification_off.deny) == 1 with input as sample.run([line])
	}
}

test_silent if {
	every line in [
		"curl -fsSL https://example.com", "curl -o-k https://example.com",
		"curl -ok https://example.com", "curl -k https://localhost:8443/",
		"curl -H k https://example.com", "wget -k https://example.com", "tar -k x",
		"git config http.sslVerify true",
		"npm config set strict-ssl true", "dnf install --setopt=sslverify=true a",
		"export NODE_TLS_REJECT_UNAUTHORIZED=1",
		"npm config get strict-ssl", "echo --insecure", "curl --insecure -s 127.0.0.1:80",
		"curl -K conf https://example.com",
		"composer config -g secure-http true", "conda config --set ssl_verify true",
		"git clone https://example.com/false",
	] {
		tls_verification_off.deny == set() with input as sample.run([line])
	}
}
