# Kubernetes quantities: `500m`, `1.5Gi`, `2e3`, and plain numbers.
package gatecheck.lib.quantity

# The amount in whole units (cores, bytes); undefined for what the API refuses and for what is
# still to be filled in.
amount(raw) := raw if is_number(raw)

amount(raw) := (_mantissa(parts) * scale[0]) / scale[1] if {
	parts := _parts(raw)
	scale := _scales[parts.suffix]
}

amount(raw) := to_number(_tidy(concat("", [parts.number, parts.suffix]))) if {
	parts := _parts(raw)
	regex.match(`^[eE][+-]?[0-9]{1,2}$`, parts.suffix)
}

# The unit as written: "Mi", "m", "" for none. Undefined for what is no number with a unit, however
# misspelt the unit is.
suffix(raw) := "" if is_number(raw)

suffix(raw) := _parts(raw).suffix

# The number before the unit, as text.
number(raw) := sprintf("%v", [raw]) if is_number(raw)

number(raw) := _parts(raw).number

# Whether a part is still to be filled in by a template engine, an environment or a reader.
templated(raw) if {
	is_string(raw)
	regex.match(`\{\{|\$\(|\$\{|\$[A-Za-z_]|<[A-Za-z_-]+>`, raw)
}

# Whether the API would refuse it.
invalid(raw) if {
	is_string(raw)
	not templated(raw)
	not _is_amount(raw)
}

_is_amount(raw) if is_number(amount(raw))

_parts(raw) := {"number": number, "suffix": regex.replace(raw, `^[+-]?[0-9.]+`, "")} if {
	is_string(raw)
	# Nobody means a number of more digits, and Rego cannot read one of hundreds.
	regex.match(`^[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([^0-9.].*)?$`, raw)
	number := regex.replace(raw, `[^0-9.+-].*$`, "")
}

_mantissa(parts) := to_number(_tidy(parts.number))

# Rego reads neither `+1` nor `.5` nor `5.` nor `05`, which are quantities.
_tidy(text) := regex.replace(regex.replace(whole, `^(-?)0+([0-9])`, "${1}${2}"), `\.([eE]|$)`, "$1") if {
	whole := regex.replace(trim_prefix(text, "+"), `^(-?)\.`, "${1}0.")
}

# What a suffix multiplies by, as a fraction, so that `1100m` is exactly `1.1`.
_scales := {
	"": [1, 1],
	"n": [1, 1000000000],
	"u": [1, 1000000],
	"m": [1, 1000],
	"k": [1000, 1],
	"M": [1000000, 1],
	"G": [1000000000, 1],
	"T": [1000000000000, 1],
	"P": [1000000000000000, 1],
	"E": [1000000000000000000, 1],
	"Ki": [1024, 1],
	"Mi": [1048576, 1],
	"Gi": [1073741824, 1],
	"Ti": [1099511627776, 1],
	"Pi": [1125899906842624, 1],
	"Ei": [1152921504606846976, 1],
}
