package gatecheck.docker.maintainer_test

import data.gatecheck.docker.maintainer

_from := {"cmd": "FROM", "raw": "scratch", "stage": 0, "flags": {}, "args": ["scratch"]}

_maintainer(fields) := object.union({"cmd": "MAINTAINER", "raw": "", "stage": 0, "flags": {}}, fields)

_label(key) := {"cmd": "LABEL", "stage": 0, "pairs": [{"key": key, "value": "x"}]}

_denied(instructions) := denials if {
	denials := maintainer.deny with input as {"instructions": array.concat([_from], instructions)}
}

_ops(instructions) := denial.fix.ops if some denial in _denied(instructions)

test_it_becomes_a_label if {
	_ops([_maintainer({"raw": "Web team <web@example.com>"})]) == [
		{"op": "set", "at": ["instructions", 1, "cmd"], "value": "LABEL"},
		{
			"op": "set",
			"at": ["instructions", 1, "raw"],
			"value": "org.opencontainers.image.authors=\"Web team <web@example.com>\"",
		},
	]
}

test_it_is_removed_where_there_is_a_label if {
	_ops([
		_maintainer({"raw": "web team"}),
		_label("org.opencontainers.image.authors"),
	]) == [{"op": "remove", "at": ["instructions", 1]}]
}

test_removal_is_safe_where_the_label_says_the_same if {
	every name, applicability in {"x": "safe", "y": "unsafe"} {
		some denial in _denied([_maintainer({"raw": name}), _label("org.opencontainers.image.authors")])
		denial.fix.applicability == applicability
	}
}

test_the_name_is_kept_exactly if {
	every name, quoted in {
		"Pat O'Brien <p@example.com>": `"Pat O'Brien <p@example.com>"`,
		`NGINX "docker-maint@example.com"`: `'NGINX "docker-maint@example.com"'`,
		" a ": `"a"`,
	} {
		some op in _ops([_maintainer({"raw": name})])
		op.value == concat("=", ["org.opencontainers.image.authors", quoted])
	}
}

test_what_a_label_would_read_otherwise_is_not_fixed if {
	every value in {`"a b"`, `a "b's"`, "$USER", `"$a`, `a\b`, "a`b", "a\n# b"} {
		instructions := [_maintainer({"raw": value})]
		count(_denied(instructions)) == 1
		not _ops(instructions)
	}
}

test_without_a_name if {
	count(_denied([_maintainer({})])) == 1
	not _ops([_maintainer({})])
}

test_a_label_alone if count(_denied([_label("maintainer")])) == 0

test_another_label if count(_ops([_maintainer({"raw": "x"}), _label("maintainer")])) == 2

test_values_of_the_wrong_type if {
	count(_denied([_maintainer({"raw": 7}), _label(7)])) == 1
}
