package gatecheck.github.container_image_unpinned_test

import data.gatecheck.github.container_image_unpinned

_messages(container) := {denial.msg | some denial in found} if {
	found := container_image_unpinned.deny with input as {"jobs": {"a": {"container": container}}}
}

test_messages if {
	_messages("node") == {`the container of job "a" uses node, which has neither tag nor digest`}
	_messages("node:latest") == {`the container of job "a" uses node:latest, which changes with every release`}
	_messages("node:22") == {`the container of job "a" uses node:22, which has a tag, but no digest`}
	_messages("") == set()
}
