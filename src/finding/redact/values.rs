//! The values of a file's secrets, found wherever a text repeats them.

use aho_corasick::AhoCorasick;

use crate::text::Span;

/// The shortest value that is looked for: shorter ones are parts of ordinary words.
const SHORTEST: usize = 4;

/// The shortest value that is looked for in a whole file: ports and numbers of years are shorter.
const SHORTEST_REPEATED: usize = 6;

/// How many places of values are looked at in a file.
const MOST_REPEATED: usize = 4_000_000;

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
    /// For each of its patterns how long the longest value is of which it is only the head, if it is.
    heads: Vec<Option<usize>>,
    /// For each of its patterns whether it is long enough to be looked for in a whole file.
    long: Vec<bool>,
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
        let mut patterns: Vec<(&str, Option<usize>)> = values.iter().map(|value| head(value, most)).collect();
        // Of two with the same head, one may be no more than it.
        patterns.sort_by_key(|(head, cut)| (*head, std::cmp::Reverse(*cut)));
        patterns.dedup_by_key(|(head, _)| *head);
        // Building fails only for more patterns than fit in memory; then nothing may be shown at all.
        let automaton = (!patterns.is_empty()).then(|| {
            AhoCorasick::new(patterns.iter().map(|(head, _)| head))
                .expect("internal error: secrets of one file are few")
        });
        let heads = patterns.iter().map(|(_, cut)| *cut).collect();
        let long =
            patterns.iter().map(|(head, _)| head.trim().chars().count() >= SHORTEST_REPEATED).collect();
        Self { automaton, heads, long }
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
            let cut = self.heads.get(found.pattern().as_usize()).is_none_or(Option::is_some);
            places.push(Span::new(found.start(), if cut { text.len() } else { found.end() }));
            if cut {
                break;
            }
        }
        places
    }

    /// Where the file `text` repeats them. Of a long value only the head is compared: what follows it, as far as
    /// the value goes and to the end of its line, is taken for the rest.
    pub(super) fn repeated_in(&self, text: &str) -> Vec<Span> {
        let Some(automaton) = self.automaton.as_ref().filter(|_| self.long.contains(&true)) else {
            return Vec::new();
        };
        let mut places: Vec<Span> = Vec::new();
        for (count, found) in automaton.find_overlapping_iter(text).enumerate() {
            if count > MOST_REPEATED {
                // Values that lie in each other thousands of times: nothing of the rest is shown.
                places.push(Span::new(found.start(), text.len()));
                break;
            }
            let pattern = found.pattern().as_usize();
            if self.long.get(pattern) == Some(&false) {
                continue;
            }
            let mut end = found.end();
            if let Some(length) = self.heads.get(pattern).copied().flatten() {
                let rest = text.get(end..).unwrap_or_default();
                let line = end + rest.find('\n').unwrap_or(rest.len());
                end = line.max(text.len().min(found.start() + length));
            }
            match places.last_mut() {
                // They come by their ends.
                Some(last) if found.start() <= last.end as usize && found.start() >= last.start as usize => {
                    last.end = last.end.max(Span::empty(end).end);
                }
                _ => places.push(Span::new(found.start(), end)),
            }
        }
        places
    }
}

/// The value, or its beginning if it is longer than `most` bytes; and then how long it is.
fn head(value: &str, most: usize) -> (&str, Option<usize>) {
    let end = value.ceil_char_boundary(most.min(value.len()));
    (value.get(..end).unwrap_or(value), (end < value.len()).then_some(value.len()))
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
