package gatecheck.packages.cargo_unlocked_test

import data.gatecheck.lib.sample
import data.gatecheck.packages.cargo_unlocked

test_install if {
	args := ["instructions", 1, "commands", 0, "args"]
	cargo_unlocked.deny == {{
		"msg": "cargo install may take other versions than Cargo.lock has",
		"at": array.concat(args, [1]),
		"fix": {
			"title": "hold it to Cargo.lock",
			"applicability": "safe",
			"ops": [{"op": "insert", "at": array.concat(args, [2]), "value": "--locked"}],
		},
	}} with input as sample.run(["cargo +stable install cargo-nextest --version 0.9.90"])
}

test_build if {
	some denial in cargo_unlocked.deny with input as sample.run(["cargo build --release"])
	denial.fix.applicability == "unsafe"
}

test_version if {
	cargo_unlocked.deny == {{
		"msg": "cargo install gets whatever version is newest: a, b",
		"at": ["instructions", 1, "commands", 0, "args", 2],
	}} with input as sample.run(["cargo install --locked a b c@1.2.3"])
}

test_silent if {
	every line in [
		"cargo build --locked", "cargo build --frozen", "cargo b --offline",
		"cargo install --locked a@1.2.3",
		"cargo install --locked --version 1.2 a", "cargo install --locked --path .", "cargo test",
		"cargo fmt --check",
		"cargo install --list", "cargo install --locked $A", "cargo", "cargo --version",
	] {
		cargo_unlocked.deny == set() with input as sample.run([line])
	}
}
