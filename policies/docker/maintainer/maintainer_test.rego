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
	_ops([_maintainer({"value": "Web team <web@example.com>"})]) == [
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
		_maintainer({"value": "web team"}),
		_label("org.opencontainers.image.authors"),
	]) == [{"op": "remove", "at": ["instructions", 1]}]
}

test_what_a_label_would_read_otherwise_is_not_fixed if {
	every value in {"a \"b\"", "$USER", `a\b`, "a`b"} {
		instructions := [_maintainer({"value": value})]
		count(_denied(instructions)) == 1
		not _ops(instructions)
	}
}

test_without_a_name if {
	count(_denied([_maintainer({"args": []})])) == 1
	not _ops([_maintainer({"args": []})])
}

test_a_label_alone if count(_denied([_label("maintainer")])) == 0

test_another_label if count(_ops([_maintainer({"value": "x"}), _label("maintainer")])) == 2

test_values_of_the_wrong_type if {
	count(_denied([_maintainer({"value": 7}), _label(7)])) == 1
}
