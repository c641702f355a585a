# Image references, taken apart the way container runtimes do.
package gatecheck.lib.image

# The parts of an image reference:
#   ref            the reference itself
#   registry       the host that serves it, docker.io if none is written
#   implicit       whether no registry is written
#   repository     the path at the registry, docker.io's library/ written out
#   name           the path's last part
#   tag            "" if there is none
#   digest         "" if there is none, else with its algorithm
#   digest_ok      whether the digest is well formed
#   templated      whether a part is still to be filled in, so that the others cannot be trusted
parse(ref) := {
	"ref": ref,
	"registry": registry,
	"implicit": implicit,
	"repository": repository,
	"name": regex.replace(repository, `^.*/`, ""),
	"tag": tag,
	"digest": digest,
	"digest_ok": regex.match(`^(sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})$`, digest),
	"templated": regex.match(`\{\{|\$\(|\$\{|\$[A-Za-z_]|<[A-Za-z_-]+>`, ref),
} if {
	# Everything after the first @ is the digest.
	at := indexof(ref, "@")
	named := _before(ref, at)
	digest := _after(ref, at)

	# A colon before the last slash belongs to the registry's port.
	tag := regex.replace(regex.replace(named, `^.*/`, ""), `^[^:]*:?`, "")
	path := trim_suffix(named, concat("", [":", tag]))
	first := split(path, "/")[0]
	implicit := _implicit(path, first)
	registry := _registry(first, implicit)
	repository := _repository(path, first, implicit)
}

_before(ref, at) := ref if at < 0

_before(ref, at) := substring(ref, 0, at) if at >= 0

_after(_, at) := "" if at < 0

_after(ref, at) := substring(ref, at + 1, -1) if at >= 0

# The first part is a host if it looks like one; otherwise the whole path lies at Docker Hub.
_implicit(path, first) if {
	not _host(path, first)
} else := false

_host(path, first) if {
	contains(path, "/")
	regex.match(`[.:]|^localhost$|[A-Z]`, first)
}

_registry(_, true) := "docker.io"

_registry(first, false) := first

_repository(path, _, true) := path if contains(path, "/")

_repository(path, _, true) := concat("", ["library/", path]) if not contains(path, "/")

_repository(path, first, false) := trim_prefix(path, concat("", [first, "/"]))
