//! From where to where a node is written, where the parser says something else or nothing. What stands before
//! `cursor` belongs to other nodes.

use super::events::ScalarStyle;
use crate::document::tree::Style;
use crate::text::{SourceFile, Span};

/// The scalar's place in our terms: a block scalar from its indicator to its last line's end.
pub(super) fn scalar_place(
    source: &SourceFile,
    cursor: usize,
    span: Span,
    style: ScalarStyle,
    empty: bool,
) -> (Span, Style) {
    let style = match style {
        ScalarStyle::Plain if span.is_empty() || (empty && source.slice(span) == "~") => Style::Missing,
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::SingleQuoted,
        ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    };
    match style {
        Style::Literal | Style::Folded => {
            let indicator = if style == Style::Literal { b'|' } else { b'>' };
            let limit = span.start as usize;
            let start = find_indicator(&source.text, cursor, indicator, limit).unwrap_or(limit);
            let text = source.text.get(start..(span.end as usize).max(start)).unwrap_or_default();
            let written = text.trim_end_matches(['\n', '\r', ' ', '\t']);
            // Blanks behind the last line's text are text too; blank lines are not.
            let blanks = text.get(written.len()..).and_then(|rest| rest.split(['\n', '\r']).next());
            let blanks = blanks.filter(|_| written.contains('\n')).map_or(0, str::len);
            (Span::new(start, start + written.len() + blanks), style)
        }
        Style::Missing => (Span::empty(span.start as usize), style),
        _ => (span, style),
    }
}

/// The block scalar's `|` or `>` between the cursor and its content, comments passed over.
fn find_indicator(text: &str, cursor: usize, indicator: u8, limit: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = cursor;
    while at < bytes.len().min(limit.max(cursor) + 1) {
        match bytes[at] {
            b'#' if at == 0 || bytes[at - 1].is_ascii_whitespace() => {
                at += bytes[at..].iter().position(|&b| b == b'\n')?;
            }
            b if b == indicator && (at == 0 || bytes[at - 1].is_ascii_whitespace()) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where a block list begins. The parser says where its first item does if the list stands at its key's
/// own indentation.
pub(super) fn first_dash(text: &str, cursor: usize, start: usize) -> usize {
    let (before, after) = text.split_at_checked(start).unwrap_or_default();
    let is_dash = after.strip_prefix('-').is_some_and(|rest| !rest.starts_with(|c: char| !c.is_whitespace()));
    let dash = before.trim_end().strip_suffix('-').map(str::len);
    dash.filter(|dash| !is_dash && *dash >= cursor).unwrap_or(start)
}

/// The last dash of a list in `text` after the byte `from`, comments passed over.
pub(super) fn last_dash(text: &str, from: usize) -> Option<usize> {
    let mut found = None;
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        let mut before = ' ';
        for (i, c) in line.char_indices() {
            let rest = &line[i + c.len_utf8()..];
            if c == '#' && before.is_whitespace() {
                break;
            }
            if c == '-' && before.is_whitespace() && !rest.starts_with(|c: char| !c.is_whitespace()) {
                found = Some(at + i);
            }
            before = c;
        }
        at += line.len();
    }
    found
}
