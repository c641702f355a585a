package gatecheck.docker.rpm_unpinned_test

import data.gatecheck.docker.rpm_unpinned
import data.gatecheck.lib.sample

_messages(line) := {denial.msg | some denial in denials} if {
	denials := rpm_unpinned.deny with input as sample.run([line])
}

test_denial if {
	_messages("yum install -y nfs-utils tar-1.34 curl") == {"yum installs whatever version is newest: nfs-utils, curl"}
	_messages("microdnf install java-17-openjdk") == {"microdnf installs whatever version is newest: java-17-openjdk"}
	_messages("zypper -n in git-core") == {"zypper installs whatever version is newest: git-core"}
	_messages("zypper install git") == {"zypper installs whatever version is newest: git"}
}

test_silent if {
	every name in [
		"curl-8.5", "curl-8.5.0-3.el9.x86_64", "java-17-openjdk-17.0.9.0.9-2.el9", "./x.rpm", "@core", "curl=8.5",
	] {
		_messages(concat(" ", ["dnf install -y", name])) == set()
	}
	every name in ["curl=8.5", "curl>=8", "x.rpm", "!vim"] {
		_messages(concat(" ", ["zypper install", name])) == set()
	}
	_messages("dnf install $PACKAGES") == set()
	_messages("dnf remove curl") == set()
	_messages("apk add curl") == set()
}
