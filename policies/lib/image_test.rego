package gatecheck.lib.image_test

import data.gatecheck.lib.image

_sha := "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

_parts(ref) := [p.registry, p.implicit, p.repository, p.name, p.tag, p.digest] if p := image.parse(ref)

test_docker_hub if {
	_parts("nginx") == ["docker.io", true, "library/nginx", "nginx", "", ""]
	_parts("nginx:1.27") == ["docker.io", true, "library/nginx", "nginx", "1.27", ""]
	_parts("grafana/loki:3.0") == ["docker.io", true, "grafana/loki", "loki", "3.0", ""]
}

test_registries if {
	_parts("ghcr.io/a/b/c:v1") == ["ghcr.io", false, "a/b/c", "c", "v1", ""]
	_parts("localhost/a") == ["localhost", false, "a", "a", "", ""]
	_parts("localhost:5000/a:b") == ["localhost:5000", false, "a", "a", "b", ""]
	_parts("registry:5000/a") == ["registry:5000", false, "a", "a", "", ""]
	_parts("docker.io/nginx") == ["docker.io", false, "nginx", "nginx", "", ""]
}

test_digests if {
	_parts(concat("@", ["nginx:1.27", _sha])) == ["docker.io", true, "library/nginx", "nginx", "1.27", _sha]
	_parts(concat("@", ["quay.io/a/b", _sha])) == ["quay.io", false, "a/b", "b", "", _sha]
	image.parse(concat("@", ["nginx", _sha])).digest_ok
	not image.parse("nginx@sha256:abc").digest_ok
	not image.parse("nginx").digest_ok
}

test_templates if {
	every ref in ["{{ .Values.image }}", "a:${TAG}", "$IMAGE", "a:$(TAG)", "<registry>/a"] {
		image.parse(ref).templated
	}
	not image.parse("nginx:1.27").templated
}
