//! What terminals and build runners obey instead of showing it.

/// Whether a character cannot be seen or changes how others are seen: controls (C0, C1), marks of
/// direction, line separators, the empty braille cell, and all that Unicode calls default ignorable but for what words
/// and emoji are written with: joiners (U+200C, U+200D), Mongolian variants (U+180B to U+180D, U+180F), and the choice
/// between text and emoji (U+FE0E, U+FE0F). Other variation selectors are none of these: any bytes can be hidden in
/// a row of them.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether `before` ends with `##` and letters, so that a `[` would make it a command (`##[`, `##vso[`).
pub fn ends_with_command(before: &str) -> bool {
    before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).ends_with("##")
}

/// Whether a command of a build runner stands in `text`, which is one line: one that begins it, or one that is
/// obeyed wherever it stands.
pub fn holds_command(text: &str) -> bool {
    let anywhere = || text.match_indices('[').any(|(at, _)| text.get(..at).is_some_and(ends_with_command));
    text.trim_start().starts_with("::") || text.contains("##") && anywhere()
}

/// `text` with each line made a star that a terminal or a build runner would obey where it is shown as it is. A
/// byte order mark at the beginning and line ends are no part of any line.
pub fn without_obeyed_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, whole) in text.split_inclusive('\n').enumerate() {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let seen = if number == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        if holds_command(seen) || seen.contains(|c| c != '\t' && is_hidden(c)) {
            out.push('*');
            out.push_str(whole.get(line.len()..).unwrap_or_default());
        } else {
            out.push_str(whole);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_hidden_and_writing_is_not() {
        let hidden = "\0\t\u{7f}\u{85}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180e}\
            \u{200b}\u{200e}\u{200f}\u{2028}\u{202e}\u{2060}\u{2065}\u{206f}\u{2800}\u{3164}\
            \u{fe00}\u{fe0d}\u{feff}\u{ffa0}\u{fff0}\u{fffb}\u{1bca0}\u{1bca3}\u{1d173}\u{1d17a}\
            \u{e0000}\u{e0001}\u{e007f}\u{e0100}\u{e01ef}\u{e0fff}";
        for c in hidden.chars() {
            assert!(is_hidden(c), "{c:?}");
        }
        // Persian, Sinhala, Mongolian, old Korean, braille, emoji, blanks of any width.
        for text in [
            "می\u{200c}خواهم",
            "ශ්\u{200d}රී",
            "ᠠ\u{180b}",
            "ᅡᆨ",
            "⠁⠿",
            "👩\u{200d}🚀❤\u{fe0f}☎\u{fe0e}",
            " \u{a0}\u{3000}\u{2009}",
        ] {
            assert!(!text.contains(is_hidden), "{text:?}");
        }
    }

    #[test]
    fn commands_are_known_wherever_a_runner_knows_them() {
        for text in ["::error::x", " \t::set-env name=a::b", "a ##[error]x", "x##vso[a]", "###teamcity[a]"] {
            assert!(holds_command(text), "{text}");
        }
        for text in ["a::b", "# [a]", "## [x]", "[a]", "##", "a ## b [c]"] {
            assert!(!holds_command(text), "{text}");
        }
    }

    #[test]
    fn lines_that_would_be_obeyed_are_stars() {
        let text = "\u{feff}a\r\n ::b\r\n\tc\n\u{1b}d\ne\rf\n\u{202e}\ng\u{ad}\nh\u{fe0f}\nx: ##[y]";
        assert_eq!(without_obeyed_lines(text), "\u{feff}a\r\n*\r\n\tc\n*\n*\n*\n*\nh\u{fe0f}\n*");
        assert_eq!(without_obeyed_lines(""), "");
    }
}
