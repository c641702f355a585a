//! The values of a file's secrets, found wherever a text repeats them.

use aho_corasick::AhoCorasick;

use crate::text::Span;

/// The shortest value that is looked for: shorter ones are parts of ordinary words.
const SHORTEST: usize = 4;

/// The longest value of lower-case letters alone that is taken for a word.
const LONGEST_WORD: usize = 12;

/// How much of a value is looked for, in bytes. Where that much stands, all behind it is taken for the rest: an
/// automaton of whole values would take gigabytes.
const HEAD: usize = 1024;

/// How much of each value is looked for in a file with more than [`MANY`] bytes of them.
const SHORT_HEAD: usize = 16;
/// See [`SHORT_HEAD`].
const MANY: usize = 1024 * 1024;

/// Finds values of secrets in texts.
#[derive(Debug)]
pub(super) struct Values {
    /// `None` if there are none.
    automaton: Option<AhoCorasick>,
    /// For each of its patterns whether it is only the head of a value.
    heads: Vec<bool>,
}

impl Values {
    pub(super) fn new(mut values: Vec<String>) -> Self {
        // A message may quote the value.
        let quoted: Vec<String> = values.iter().map(|value| value.escape_debug().to_string()).collect();
        values.extend(quoted);
        values.retain(|value| speaks_for_itself(value.trim()));
        values.sort();
        values.dedup();
        let many = values.iter().map(String::len).sum::<usize>() > MANY;
        let most = if many { SHORT_HEAD } else { HEAD };
        let mut patterns: Vec<(&str, bool)> = values.iter().map(|value| head(value, most)).collect();
        // Of two with the same head, one may be no more than it.
        patterns.sort_by_key(|(head, cut)| (*head, !cut));
        patterns.dedup_by_key(|(head, _)| *head);
        // Building fails only for more patterns than fit in memory; then nothing may be shown at all.
        let automaton = (!patterns.is_empty()).then(|| {
            AhoCorasick::new(patterns.iter().map(|(head, _)| head))
                .expect("internal error: secrets of one file are few")
        });
        Self { automaton, heads: patterns.iter().map(|(_, cut)| *cut).collect() }
    }

    /// Whether one stands in `text`.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.automaton.as_ref().is_some_and(|automaton| automaton.is_match(text))
    }

    /// Where they stand in `text`. They may overlap: masking only one of two would leave the rest of the other.
    pub(super) fn places_in(&self, text: &str) -> Vec<Span> {
        let Some(automaton) = self.automaton.as_ref().filter(|it| it.is_match(text)) else {
            return Vec::new();
        };
        let mut places = Vec::new();
        for found in automaton.find_overlapping_iter(text) {
            let cut = self.heads.get(found.pattern().as_usize()).copied().unwrap_or(true);
            places.push(Span::new(found.start(), if cut { text.len() } else { found.end() }));
            if cut {
                break;
            }
        }
        places
    }
}

/// The value, or its beginning if it is longer than `most` bytes; and whether it is.
fn head(value: &str, most: usize) -> (&str, bool) {
    let end = value.ceil_char_boundary(most.min(value.len()));
    (value.get(..end).unwrap_or(value), end < value.len())
}

/// Whether a value in a text can only be the secret. A password such as `postgres` is masked where it stands,
/// but the same word elsewhere is the name of an image.
fn speaks_for_itself(value: &str) -> bool {
    let length = value.chars().count();
    let word = value.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '_');
    length >= SHORTEST && (!word || length > LONGEST_WORD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[&str], text: &str, expected: &[&str]) {
        let values = Values::new(values.iter().map(ToString::to_string).collect());
        let found: Vec<&str> = values.places_in(text).into_iter().map(|span| &text[span.range()]).collect();
        assert_eq!(found, expected);
        assert_eq!(values.are_in(text), !expected.is_empty());
    }

    #[test]
    fn of_a_long_value_the_head_is_looked_for() {
        let long: String = (1000..2000).map(|n| format!("{n}-")).collect();
        let text = format!("x {long} y");
        check(&[&long], &text, &[&text[2..]]);
        check(&[&long], &text[..1000], &[]);
        check(&[&long], &text[..1100], &[&text[2..1100]]);
        check(&[&long[..1024]], &text[..1030], &[&text[2..1026]]);
        check(&[&long, &long[..1024]], &text, &[&text[2..]]);
        let wide: String = (1000..2000).map(|n| format!("é{n}")).collect();
        check(&[&wide], &wide[..1200], &[&wide[..1200]]);
        check(&["ab1!", "b1!c"], "ab1!c", &["ab1!", "b1!c"]);
    }

    #[test]
    fn of_very_many_values_little_is_looked_for() {
        let values: Vec<String> = (0..100_000).map(|n| format!("{n:06}-abcdefghij-{n}")).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        check(&values, "a 000017-abcdefghij-17", &["000017-abcdefghij-17"]);
        check(&values, "a 000017-abcdefgh", &[]);
    }
}
