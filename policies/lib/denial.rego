# Parts of denials.
package gatecheck.lib.denial

# Of several places that make one denial the first is its `at`; this is how the others are told of,
# each with the same word. To be united with the denial. A place is anything with an `at`.
others(places, word) := {"related": related} if {
	count(places) > 1
	related := [{"at": place.at, "msg": word} | some i, place in places; i > 0]
} else := {}
