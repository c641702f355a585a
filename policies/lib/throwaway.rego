# Passwords that open nothing: what pipelines give to databases that live as long as a job.
package gatecheck.lib.throwaway

# Whether a value is one of the words that such passwords are made of, possibly with numbers, or says
# itself that it is for tests.
is_value(value) if {
	is_string(value)
	regex.match(_words, lower(value))
}

is_value(value) if {
	is_string(value)
	regex.match(`(^|[-_ .])(tests?|testing|ci|fake|mock|local|insecure|unsafe)([-_ .]|$)`, lower(value))
}

_words := concat("", [
	`^((my|test|testing|ci|local|dev|fake|mock|super)?[-_]?`,
	`(postgres(ql)?|mysql|mariadb|mongo(db)?|redis|rabbitmq|guest|minio(admin)?|sa|elastic`,
	`|root|admin|user|test|testing|tests?|ci|foo|bar|baz|none|empty|github|gitlab|django|rails|laravel`,
	`|pass|passw(or)?d|pwd|secret|secrets?|token|key|access[-_]?key)`,
	`[-_]?(pass|passw(or)?d|pwd|secret|token|key|test)?)[-_]?[0-9!]{0,4}$`,
])
