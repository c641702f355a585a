package gatecheck.packages.gem_unpinned_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.gem_unpinned

test_gem if {
	gem_unpinned.deny == {{
		"msg": "gem install gets whatever version is newest: rake, b:>=1",
		"at": ["instructions", 1, "commands", 0, "args", 2],
	}} with input as sample.run(["gem install --no-document rake a:1.2.3 b:>=1"])
}

test_bundle if {
	at := ["instructions", 1, "commands", 1, "args", 0]
	gem_unpinned.deny == {{
		"msg": "bundle install may install other versions than Gemfile.lock has",
		"at": at,
		"fix": {
			"title": "hold it to Gemfile.lock",
			"applicability": "unsafe",
			"ops": [{"op": "insert", "at": ["instructions", 1], "value": "ENV BUNDLE_FROZEN=true"}],
		},
	}} with input as sample.run(["cd a", "bundle install --jobs 4"])
}

test_one_variable_for_all_of_a_stage if {
	run := sample.run(["bundle"]).instructions
	document := {
		"stages": [
			{"index": 0, "from": {}, "name": "a", "instructions": [0, 1, 2]},
			{"index": 1, "from": {"stage": "a"}, "name": "b", "instructions": [3]},
			{"index": 2, "from": {}, "name": "c", "instructions": [4, 5]},
		],
		"instructions": [
			run[0], _at(run[1], 1, 0), _at(run[1], 2, 0), _at(run[1], 3, 1), _at(run[1], 4, 2), _at(run[1], 5, 2),
		],
	}
	denials := gem_unpinned.deny with input as document
	count(denials) == 5
	{denial.at[1]: denial.fix.ops[0].at[1] | some denial in denials} == {1: 1, 2: 1, 3: 1, 4: 4, 5: 4}
}

_at(instruction, i, stage) := object.union(instruction, {
	"stage": stage,
	"commands": [object.union(command, {"at": ["instructions", i, "commands", j]}) |
		some j, command in instruction.commands
	],
})

test_bundle_in_a_script if {
	some denial in gem_unpinned.deny with input as sample.script(["bundle"])
	denial.fix.ops == [{
		"op": "set",
		"at": ["a", "script", 0, {"slice": [0, 6]}],
		"value": "BUNDLE_FROZEN=true bundle",
	}]
}

test_denied if {
	every line in [
		"gem install a", "gem i a", "gem install a -v >=1", "gem install a --version ~>1.2",
	] {
		count(gem_unpinned.deny) == 1 with input as sample.run([line])
	}
}

test_silent if {
	every line in [
		"gem install a -v 1.2.3", "gem install a --version=1.2", "gem install a:1.2.3",
		"gem install a -v $V",
		"gem install $A", "gem install ./a.gem", "gem install a.gem", "gem install a-1.0.gem",
		"gem update --system",
		"bundle exec rake", "bundle install --frozen", "bundle install --deployment",
		"bundle --version", "gem install -g",
	] {
		gem_unpinned.deny == set() with input as sample.run([line])
	}
	every line in [
		"export BUNDLE_DEPLOYMENT=1", "bundle config set --local frozen true",
		"bundle config deployment true",
	] {
		gem_unpinned.deny == set() with input as sample.run([line, "bundle install"])
	}
}
