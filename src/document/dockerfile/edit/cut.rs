//! What has to go, so that taking a word or a line away leaves no trace.

use crate::document::PatchError;
use crate::document::dockerfile::words::is_blank;
use crate::text::Span;

/// A whole instruction: its lines. At the end of a file without a final line ending, the one before goes.
pub(super) fn lines(text: &str, lines: Span) -> Span {
    let range = lines.range();
    let ends = text.get(range.clone()).is_some_and(|lines| lines.ends_with('\n'));
    if ends {
        return lines;
    }
    let before = text.get(..range.start).unwrap_or_default();
    let kept = before.strip_suffix('\n').map_or(before, |kept| kept.strip_suffix('\r').unwrap_or(kept));
    Span::new(kept.len(), range.end)
}

/// A word with the blank before it; with its line, if it has one for itself.
pub(super) fn word(text: &str, word: Span, escape: char) -> Result<Span, PatchError> {
    let range = word.range();
    let before = text.get(..range.start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let indent = before.get(line_start..).unwrap_or_default();
    let rest = text.get(range.end..).unwrap_or_default();
    let line_end = range.end + rest.find('\n').unwrap_or(rest.len());
    let after = text.get(range.end..line_end).unwrap_or_default();
    let first = indent.chars().all(is_blank);
    let after_trimmed = after.trim_matches(is_blank);
    if !first {
        let blanks = indent.len() - indent.trim_end_matches([' ', '\t']).len();
        return Ok(Span::new(range.start - blanks, range.end));
    }
    if after_trimmed.chars().eq([escape]) {
        return Ok(Span::new(line_start, (line_end + 1).min(text.len())));
    }
    if !after_trimmed.is_empty() {
        let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
        return Ok(Span::new(range.start, range.end + blanks));
    }
    // The last word of the instruction, alone on its line: the continuation before it goes too.
    let previous = before.get(..line_start).unwrap_or_default().trim_end_matches(['\n', '\r']);
    let kept = previous.trim_end_matches([' ', '\t']).strip_suffix(escape);
    match kept.map(|kept| kept.trim_end_matches([' ', '\t'])) {
        Some(kept) => Ok(Span::new(kept.len(), range.end)),
        None => Err(PatchError::Unsupported("a comment stands before the word to remove".to_owned())),
    }
}

/// The first word of a command with the blank after it.
pub(super) fn first_word(text: &str, word: Span) -> Span {
    let rest = text.get(word.range().end..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    Span::new(word.range().start, word.range().end + blanks)
}

/// An item of a list in JSON with one comma.
pub(super) fn item(items: &[Span], index: usize) -> Option<Span> {
    let item = *items.get(index)?;
    let previous = index.checked_sub(1).and_then(|previous| items.get(previous));
    Some(match (previous, items.get(index + 1)) {
        (Some(previous), _) => Span { start: previous.end, end: item.end },
        (None, Some(next)) => Span { start: item.start, end: next.start },
        (None, None) => item,
    })
}
