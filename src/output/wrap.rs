//! Prose in columns.

/// `text` in lines of at most `width` characters, the first after `first`, the others after `rest`.
/// A word that is longer than a line stays whole, so that it can be copied; a no-break space is part of
/// its word, and is written as a blank.
pub(super) fn wrap(text: &str, first: &str, rest: &str, width: usize) -> String {
    wrap_after(text, first, first.chars().count(), rest, width)
}

/// Like [`wrap`] with a `first` that takes `used` columns, colours not counted.
pub(super) fn wrap_after(text: &str, first: &str, used: usize, rest: &str, width: usize) -> String {
    let mut out = String::from(first);
    let mut column = used;
    let mut fresh = true;
    let words = text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty());
    for word in words {
        let length = word.chars().count();
        if !fresh && column + 1 + length > width {
            out.push('\n');
            out.push_str(rest);
            column = rest.chars().count();
            fresh = true;
        }
        if !fresh {
            out.push(' ');
            column += 1;
        }
        out.push_str(&word.replace('\u{a0}', " "));
        column += length;
        fresh = false;
    }
    out
}

/// The first paragraph of a text.
pub(super) fn first_paragraph(text: &str) -> &str {
    text.trim().split("\n\n").next().unwrap_or_default()
}

/// The first sentence of a text.
pub(super) fn first_sentence(text: &str) -> &str {
    let text = first_paragraph(text);
    let ends = text.match_indices(['.', '!', '?']).map(|(at, end)| at + end.len());
    let sentence = |end: &usize| {
        let mut rest = text.get(*end..).unwrap_or_default().chars();
        // `e.g. x` and `v1.2` do not end a sentence: the next word begins with a capital or there is none.
        rest.next().is_none_or(|c| c.is_whitespace()) && rest.next().is_none_or(char::is_uppercase)
    };
    ends.clone().find(sentence).and_then(|end| text.get(..end)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrap("a bb  ccc\nd", "> ", "  ", 7), "> a bb\n  ccc d");
        assert_eq!(wrap("abcdefghij k", "", "", 4), "abcdefghij\nk");
        assert_eq!(wrap("", "> ", "", 4), "> ");
        assert_eq!(wrap("a b\u{a0}c", "", "", 4), "a\nb c");
    }

    #[test]
    fn sentences_end_before_a_capital() {
        assert_eq!(first_sentence("See e.g. v1.2 of it. Then more."), "See e.g. v1.2 of it.");
        assert_eq!(first_sentence("One\ntwo\n\nThree."), "One\ntwo");
        assert_eq!(first_sentence("Only one."), "Only one.");
    }
}
