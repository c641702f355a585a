package gatecheck.packages.untrusted_index_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.untrusted_index

test_option if {
	args := ["instructions", 1, "commands", 0, "args"]
	untrusted_index.deny == {{
		"msg": "pip takes any certificate of pypi.example.com",
		"at": array.concat(args, [2]),
		"fix": {"title": "leave the option out", "ops": [
			{"op": "remove", "at": array.concat(args, [1])},
			{"op": "remove", "at": array.concat(args, [2])},
		]},
	}} with input as sample.run(["pip install --trusted-host pypi.example.com -r a.txt"])
}

test_option_of_a_script if {
	some denial in untrusted_index.deny
		with input as sample.script(["pip install --extra-index-url=https://a.example.com/ b==1"])
	denial.fix.ops == [{"op": "set", "at": ["a", "script", 0, {"slice": [11, 52]}], "value": ""}]
}

test_denied if {
	every line in [
		"pip install --extra-index-url https://pypi.example.com/simple a==1",
		"pip install --index-url https://pypi.example.com/simple --extra-index-url https://pypi.org/simple a==1",
		"pip install -i http://pypi.example.com/simple a==1",
		"npm install --registry http://npm.example.com",
		"gem install -s http://gems.example.com a",
		"uv pip install --allow-insecure-host pypi.example.com -r a.txt",
		"export PIP_EXTRA_INDEX_URL=https://pypi.example.com/simple",
		"export PIP_TRUSTED_HOST=pypi.example.com",
		"export PIP_INDEX_URL=http://pypi.example.com", "pip install --extra-index-url $INDEX a==1",
	] {
		count(untrusted_index.deny) == 1 with input as sample.run([line])
	}
}

test_silent if {
	every line in [
		"pip install --extra-index-url https://download.pytorch.org/whl/cpu torch==2.7.0",
		"pip install --index-url https://pypi.example.com/simple a==1",
		"pip install --trusted-host localhost a==1",
		"uv pip install --extra-index-url https://pypi.example.com/simple a==1",
		"pip install -i http://localhost:3141/ a==1",
		"npm install --registry https://npm.example.com",
		"export PIP_INDEX_URL=https://pypi.example.com",
		"export PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl",
		"npm install --registry http://127.0.0.1:4873",
		"curl -i http://example.com", "export PIP_TRUSTED_HOST=",
	] {
		untrusted_index.deny == set() with input as sample.run([line])
	}
}

test_variable_is_removed if {
	untrusted_index.deny == {{
		"msg": "PIP_TRUSTED_HOST: pip takes any certificate of a",
		"at": ["variables", "PIP_TRUSTED_HOST"],
		"fix": {"title": "leave it out", "ops": [{"op": "remove", "at": ["variables", "PIP_TRUSTED_HOST"]}]},
	}} with input as object.union(sample.script([]), {"variables": {"PIP_TRUSTED_HOST": "a"}})
}
