//! Floor 0: text and places in it.
//!
//! A [`SourceFile`] is one file's text with the index of its lines; a [`Span`] is a range of its bytes;
//! an [`Edit`] replaces a span. Nothing here knows a file format, a policy or the file system.

mod closest;
mod diff;
mod edit;
mod lines;
mod obeyed;
mod path;

pub use closest::closest;
pub use diff::{changed_lines, lines, take_back_hidden, unified_diff};
pub use edit::{Edit, Overlap, apply};
pub use lines::{LineCol, LineIndex};
pub use obeyed::{ends_with_command, holds_command, is_hidden, without_obeyed_lines};
pub use path::{RepoPath, straight};

use std::fmt;
use std::ops::Range;

/// One file's text, where it lies in the repository, and where its lines begin.
///
/// The text is kept exactly as read: a byte order mark and CRLF line endings are part of it.
#[derive(Debug)]
pub struct SourceFile {
    /// Where the file lies, relative to the scan's root.
    pub path: RepoPath,
    /// The whole text, byte for byte.
    pub text: String,
    /// Where the lines begin.
    pub lines: LineIndex,
}

impl SourceFile {
    /// Indexes the lines of `text`.
    pub fn new(path: RepoPath, text: String) -> Self {
        let lines = LineIndex::new(&text);
        Self { path, text, lines }
    }

    /// The text under `span`; empty if the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The byte at a line and a column as parsers report them: both from 1, the column in bytes, a byte order
    /// mark not counted. Inside of a character it is the character's first.
    pub fn reported(&self, line: usize, column: usize) -> usize {
        let start = self.lines.span_of(line.saturating_sub(1)).range().start;
        let mark = if start == 0 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        self.text.floor_char_boundary(start + mark + column.saturating_sub(1))
    }

    /// The span of the whole text.
    pub fn whole(&self) -> Span {
        Span::new(0, self.text.len())
    }
}

/// A half-open range of bytes. Files are at most 10 MiB ([`crate::limits`]), so 32 bits do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The empty span at `at`.
    pub fn empty(at: usize) -> Self {
        Self::new(at, at)
    }

    /// The span as indices into a string.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// How many bytes it covers.
    pub fn len(self) -> usize {
        self.range().len()
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether every byte of `other` lies in `self`; an empty span lies where it starts.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span `by` bytes further on.
    pub fn shifted(self, by: usize) -> Span {
        Span::new(self.start as usize + by, self.end as usize + by)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_parser_reports_is_a_place_between_characters() {
        let source = SourceFile::new(RepoPath::new("f"), "\u{feff}aé\nbé😀\n".to_owned());
        for (line, column, expected) in
            [(1, 1, 3), (1, 2, 4), (1, 3, 4), (1, 0, 3), (2, 1, 7), (2, 7, 10), (3, 1, 15), (9, 9, 15)]
        {
            assert_eq!(source.reported(line, column), expected, "{line}:{column}");
        }
    }
}
