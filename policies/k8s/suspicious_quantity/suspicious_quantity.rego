# METADATA
# title: Quantity has the wrong unit
# description: |
#   Units of Kubernetes quantities are easily mistaken: `m` is a thousandth (memory of `512m` is
#   half a byte), `M` and `Mi` are millions (CPU of `100M` is a hundred million cores), a number
#   without a unit is bytes or cores, and `g`, `mb` or `MB` are no units at all and refused. Write
#   memory as `512Mi` and CPU as `500m` or `0.5`.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-units-in-kubernetes
# custom:
#   severity: high
#   category: limits
#   kinds: [kubernetes]
#   match: {view: pod}
#   fix: unsafe
#   since: 0.1.0
#   settings:
#     max_cores:
#       default: 200
#       description: The number of cores above which CPU is taken for thousandths of a core.
package gatecheck.k8s.suspicious_quantity

import data.gatecheck.lib.k8s
import data.gatecheck.lib.quantity

# One finding a quantity: each is a mistake of its own, at its own place.
deny contains object.union({"msg": msg, "at": at}, _fix(at, raw, _meant(kind, raw))) if {
	some c in k8s.containers
	some section, amounts in c.resources
	some resource, raw in amounts
	not _ordinary(resource, raw)
	kind := _kind(resource)
	wrong := _wrong(kind, raw)
	msg := sprintf("container %q: %s %s of %v %s", [c.name, resource, _words[section], raw, wrong])
	at := array.concat(c.at, ["resources", section, resource])
}

# Most quantities, told apart by one look, so that the rest of the rule is seldom asked.
_ordinary("cpu", raw) if {
	is_string(raw)
	regex.match(`^[1-9][0-9]{0,3}m$`, raw)
}

_ordinary(resource, raw) if {
	resource != "cpu"
	is_string(raw)
	regex.match(`^[1-9][0-9]{0,4}(Mi|Gi)$`, raw)
}

_words := {"requests": "request", "limits": "limit"}

_fix(_, _, "") := {}

_fix(at, raw, meant) := {"fix": {
	"title": sprintf("write %s instead of %v", [meant, raw]),
	"ops": [{"op": "set", "at": at, "value": meant}],
}} if {
	meant != ""
}

_kind("cpu") := "cpu"

_kind("memory") := "bytes"

_kind("ephemeral-storage") := "bytes"

_kind(resource) := "bytes" if startswith(resource, "hugepages-")

# What is wrong with a quantity, as the end of a sentence.
_wrong(_, raw) := "is no quantity" if quantity.invalid(raw)

_wrong("bytes", raw) := "is less than a megabyte: m is a thousandth of a byte" if {
	quantity.suffix(raw) in {"m", "u", "n"}
	quantity.amount(raw) > 0
	quantity.amount(raw) < _megabyte
}

_wrong("bytes", raw) := "is less than a megabyte" if {
	not quantity.suffix(raw) in {"m", "u", "n"}
	quantity.amount(raw) > 0
	quantity.amount(raw) < _megabyte
}

_wrong("cpu", raw) := sprintf("is %v cores", [round(quantity.amount(raw))]) if {
	quantity.amount(raw) > data.gatecheck.config.k8s.suspicious_quantity.max_cores
}

# A program needs more; limits below 6 MiB are refused by container runtimes.
_megabyte := 1000000

# What was probably meant, "" if that is not clear.
_meant(kind, raw) := concat("", [quantity.number(raw), unit]) if {
	unit := _units[kind][quantity.suffix(raw)]
	quantity.amount(quantity.number(raw)) <= 65536
} else := ""

_units := {
	"cpu": {"": "m", "M": "m", "Mi": "m"},
	"bytes": {
		"": "Mi", "m": "Mi",
		"b": "", "B": "", "K": "Ki", "kb": "k", "KB": "k", "kB": "k", "Kb": "k", "ki": "Ki",
		"KiB": "Ki",
		"mb": "M", "MB": "M", "Mb": "M", "mi": "Mi", "MiB": "Mi", "Mib": "Mi", "MI": "Mi",
		" Mi": "Mi",
		"g": "Gi", "gb": "G", "GB": "G", "Gb": "G", "gi": "Gi", "GiB": "Gi", "Gib": "Gi",
		"GI": "Gi", " Gi": "Gi",
		"t": "Ti", "tb": "T", "TB": "T", "ti": "Ti", "TiB": "Ti",
	},
}
