//! The known word that was probably meant, for "did you mean" in messages.

/// The word of `known` that is closest to `word`, if one is close: at most a third of its letters differ.
/// Of equally close words the first counts.
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(word);
    // A long word is no typing mistake, and comparing it would cost its square.
    if wanted.len() > LONGEST {
        return None;
    }
    let scored = known.into_iter().filter_map(|candidate| {
        let letters = plain(candidate);
        let far = distance(&wanted, &letters);
        (letters.len() <= LONGEST && far * 3 <= wanted.len().max(letters.len())).then_some((far, candidate))
    });
    scored.min_by_key(|(far, _)| *far).map(|(_, candidate)| candidate)
}

const LONGEST: usize = 100;

/// The word without what people mistake most: case, and which of `-`, `_` and blank joins its parts.
fn plain(word: &str) -> Vec<char> {
    let letters = word.chars().map(|c| if c == '_' || c == ' ' { '-' } else { c.to_ascii_lowercase() });
    letters.collect()
}

/// How many letters must be added, removed, replaced or swapped with their neighbour to make one of the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(left != right);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *left == b[j - 1] && a[i - 1] == *right {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: Option<&str>) {
        let known = ["k8s/run-as-root", "k8s/privileged", "fail-on", "exclude", "select"];
        assert_eq!(closest(word, known), expected);
    }

    #[test]
    fn mistyped_words_find_what_was_meant() {
        check("k8s/run-as-rot", Some("k8s/run-as-root"));
        check("k8s/run_as_root", Some("k8s/run-as-root"));
        check("k8s/privilegde", Some("k8s/privileged"));
        check("failOn", Some("fail-on"));
        check("exlcude", Some("exclude"));
        check("severity", None);
        check("", None);
        check(&"x".repeat(1_000_000), None);
    }
}
