//! Taking a logical line apart: words, quotes, exec-form lists.

use std::ops::Range;

use crate::document::Style;
use crate::text::Span;

/// A word of an instruction.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its text without quotes and escapes; `$x` and `\$` are kept.
    pub(super) text: String,
    /// Its bytes in the source, quotes included.
    pub(super) span: Span,
    pub(super) style: Style,
}

/// Whether Dockerfiles separate words by it.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{b}' | '\u{c}')
}

/// The range of `text` from `start` on, without blanks at either end: there all of Unicode's count.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = text.get(range.clone()).unwrap_or_default();
    let start = range.start + part.len() - part.trim_start().len();
    let len = part.trim().len();
    start..start + len
}

/// Splits at blanks, whatever the quotes.
pub(super) fn split_plain(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in part.char_indices() {
        match (is_blank(c), start) {
            (true, Some(from)) => {
                words.push(from..range.start + at);
                start = None;
            }
            (false, None) => start = Some(range.start + at),
            _ => {}
        }
    }
    words.extend(start.map(|from| from..range.start + part.len()));
    words
}

/// Splits at blanks outside quotes.
pub(super) fn split_quoted(text: &str, range: Range<usize>, escape: char) -> Vec<Range<usize>> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in part.char_indices() {
        if start.is_none() {
            if is_blank(c) {
                continue;
            }
            start = Some(range.start + at);
        }
        if escaped {
            escaped = false;
        } else if c == escape && quote != Some('\'') {
            escaped = true;
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && (c == '"' || c == '\'') {
            quote = Some(c);
        } else if quote.is_none() && is_blank(c) {
            words.extend(start.take().map(|from| from..range.start + at));
        }
    }
    words.extend(start.map(|from| from..range.start + part.len()));
    words
}

/// Takes quotes and escapes away. `\$` stays, so that it can be told from a variable.
pub(super) fn unquote(raw: &str, escape: char) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut quote = None;
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        if c == escape && quote != Some('\'') {
            match chars.peek() {
                Some('$') => text.push(c),
                Some(&next) if quote.is_none() || next == '"' || next == escape => {
                    text.push(next);
                    chars.next();
                }
                _ => text.push(c),
            }
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && (c == '"' || c == '\'') {
            quote = Some(c);
        } else {
            text.push(c);
        }
    }
    text
}

/// How a word is quoted: as a whole, or not.
pub(super) fn style(raw: &str) -> Style {
    let inner = |quote: char| {
        let inner = raw.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains(quote)).then_some(())
    };
    match (inner('"'), inner('\'')) {
        (Some(()), _) => Style::DoubleQuoted,
        (_, Some(())) => Style::SingleQuoted,
        _ => Style::Plain,
    }
}

/// The items of a JSON list of strings, each with its range, quotes included.
pub(super) fn json_strings(text: &str, range: Range<usize>) -> Option<Vec<(String, Range<usize>)>> {
    let part = text.get(range.clone())?;
    if !part.starts_with('[') {
        return None;
    }
    let items: Vec<String> = serde_json::from_str(part).ok()?;
    let mut ranges = Vec::with_capacity(items.len());
    let mut start = None;
    let mut escaped = false;
    for (at, byte) in part.bytes().enumerate() {
        match (start, byte) {
            (None, b'"') => start = Some(at),
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(from), b'"') => {
                ranges.push(range.start + from..range.start + at + 1);
                start = None;
            }
            _ => {}
        }
    }
    (ranges.len() == items.len()).then(|| items.into_iter().zip(ranges).collect())
}
