# METADATA
# title: Image digest is malformed
# description: |
#   What follows the @ is no digest, so the image cannot be pulled. A digest is its algorithm and
#   lower-case hexadecimal digits: `sha256:` and 64 of them, or `sha512:` and 128.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/
# custom:
#   severity: high
#   category: pinning
#   kinds: [kubernetes]
#   match: {view: pod}
#   since: 0.1.0
package gatecheck.k8s.image_malformed_digest

import data.gatecheck.lib.k8s_image

deny contains {
	"msg": sprintf(
		"the digest of the image of %s is malformed: %s",
		[image.of, _wrong(image.ref.digest)],
	),
	"at": image.at,
} if {
	some image in k8s_image.written
	contains(image.ref.ref, "@")
	not image.ref.digest_ok
}

_lengths := {"sha256": 64, "sha384": 96, "sha512": 128}

_wrong(digest) := "no algorithm, such as sha256:, comes before it" if not contains(digest, ":")

_wrong(digest) := sprintf("%s has %v digits, not %v", [algorithm, digits, _lengths[algorithm]]) if {
	[algorithm, hex] := split(digest, ":")
	regex.match(`^[0-9a-f]*$`, hex)
	digits := count(hex)
	digits != _lengths[algorithm]
}

_wrong(digest) := sprintf("%s takes lower-case hexadecimal digits only", [algorithm]) if {
	[algorithm, hex] := split(digest, ":")
	_lengths[algorithm]
	not regex.match(`^[0-9a-f]*$`, hex)
}

_wrong(digest) := "the algorithm is none of sha256, sha384 and sha512" if {
	contains(digest, ":")
	not _lengths[split(digest, ":")[0]]
}

_wrong(digest) := "it has more than one colon" if {
	parts := split(digest, ":")
	count(parts) > 2
	_lengths[parts[0]]
}
