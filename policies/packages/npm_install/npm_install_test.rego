package gatecheck.packages.npm_install_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.npm_install

test_denial if {
	at := ["instructions", 1, "commands", 1, "args", 2]
	npm_install.deny == {{
		"msg": "npm install may install other versions than package-lock.json has: use npm ci",
		"at": at,
		"fix": {
			"title": "install what the lock file says",
			"applicability": "unsafe",
			"ops": [{"op": "set", "at": at, "value": "ci"}],
		},
	}} with input as sample.run(["cd web", "npm --prefix web install"])
}

test_script if {
	some denial in npm_install.deny with input as sample.script(["npm i --omit dev"])
	denial.at == ["a", "script", 0, {"slice": [4, 5]}]
	denial.fix.applicability == "unsafe"
}

test_no_fix_without_lock_file if {
	some denial in npm_install.deny with input as sample.run(["npm install --no-package-lock"])
	not denial.fix
}

test_silent if {
	every line in [
		"npm ci", "npm install left-pad", "npm i -g", "npm install --package-lock-only",
		"npm install $PACKAGES",
		"npm", "npm run install", "npm --version", "yarn install", "npm install .",
		"npm install --location=global",
	] {
		npm_install.deny == set() with input as sample.run([line])
	}
}
