package gatecheck.lib.sample_test

import data.gatecheck.lib.sample

test_words_have_their_slices if {
	some found in sample.script(["a", "npm i"]).__gatecheck.scripts[0].commands
	found.words == [
		["a", "script", 0, {"slice": [100, 103]}],
		["a", "script", 0, {"slice": [104, 105]}],
	]
}
