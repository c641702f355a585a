package gatecheck.lib.throwaway_test

import data.gatecheck.lib.throwaway

test_values if {
	values := {
		"postgres", "root", "password", "Password123!", "test-password", "mysecret", "testpass",
		"minioadmin", "fake-token", "django-insecure-h5Rk", "some key for tests", "key_ci", "secret_key",
	}
	{value | some value in values; throwaway.is_value(value)} == values
}

test_others if {
	values := {"plum-Kettle-42", "hunter2", concat("", ["q7Rt", "vX2m", "Lp9w"]), 12345678, "rootkey-for-prod"}
	{value | some value in values; throwaway.is_value(value)} == set()
}
