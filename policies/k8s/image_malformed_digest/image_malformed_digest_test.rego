package gatecheck.k8s.image_malformed_digest_test

import data.gatecheck.k8s.image_malformed_digest

_denied(image) := denied if {
	denied := image_malformed_digest.deny with input as {
		"apiVersion": "v1",
		"kind": "Pod",
		"spec": {"containers": [{"name": "web", "image": image}]},
	}
}

_hex := "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"

_image(digest) := concat("", ["web:1@", digest])

test_malformed if {
	every case in [
		["", "no algorithm, such as sha256:, comes before it"],
		[_hex, "no algorithm, such as sha256:, comes before it"],
		["sha256:", "sha256 has 0 digits, not 64"],
		["sha256:2c26b4", "sha256 has 6 digits, not 64"],
		[concat("", ["sha512:", _hex]), "sha512 has 64 digits, not 128"],
		[concat("", ["sha256:", upper(_hex)]), "sha256 takes lower-case hexadecimal digits only"],
		[concat("", ["md5:", _hex]), "the algorithm is none of sha256, sha384 and sha512"],
		[concat("", ["SHA256:", _hex]), "the algorithm is none of sha256, sha384 and sha512"],
		[concat("", ["sha256:", _hex, ":1"]), "it has more than one colon"],
	] {
		_denied(_image(case[0])) == {{
			"msg": sprintf(
				"the digest of the image of container \"web\" is malformed: %s",
				[case[1]],
			),
			"at": ["spec", "containers", 0, "image"],
		}}
	}
}

test_well_formed if {
	_denied(_image(concat("", ["sha256:", _hex]))) == set()
	_denied("web:1") == set()
	_denied("web@sha256:<digest>") == set()
	_denied("web@{{ .Values.digest }}") == set()
}
