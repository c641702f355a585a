package gatecheck.lib.quantity_test

import data.gatecheck.lib.quantity

test_amounts if {
	every case in [
		[1, 1], [0.5, 0.5], ["1", 1], ["0.5", 0.5], [".5", 0.5], ["5.", 5], ["+1", 1], ["-1", -1],
		["100m", 0.1], ["1100m", 1.1], ["2300m", 2.3], ["1k", 1000], ["1Ki", 1024],
		["1.5Gi", 1610612736],
		["128M", 128000000], ["1e3", 1000], ["1E3", 1000], ["2.e2", 200], ["5e-1", 0.5],
		["1Ei", 1152921504606846976],
		["050m", 0.05], ["00", 0], ["-01", -1], ["007.5e1", 75], ["00.5", 0.5],
		["1E", 1000000000000000000], ["1n", 1 / 1000000000], ["-.5", -0.5],
	] {
		quantity.amount(case[0]) == case[1]
	}
}

test_refused if {
	every raw in [
		"", "1g", "512mb", "512MB", "1 Gi", "Mi", "1.2.3", "0,5", "1e", "one", "1Mib", "--1",
		sprintf("%0400dm", [1]),
	] {
		quantity.invalid(raw)
	}
	every raw in [
		"1", "1Gi", "100m", 1, null, "${CPU}", "{{ .Values.cpu }}Mi", "$(MEM)", "<size>",
	] {
		not quantity.invalid(raw)
	}
}

test_suffix if {
	quantity.suffix("512mb") == "mb"
	quantity.suffix("512") == ""
	quantity.suffix(512) == ""
	quantity.suffix("1.5Gi") == "Gi"
	quantity.suffix("1 Gi") == " Gi"
	not quantity.suffix("Gi")
	not quantity.suffix(null)
}

test_number if {
	quantity.number("512mb") == "512"
	quantity.number("1.5Gi") == "1.5"
	quantity.number(7) == "7"
}
