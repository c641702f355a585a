//! Where lines begin, and positions as people count them.

use super::Span;

/// The byte offsets at which the lines of a text begin. A line ends with `\n` (so `\r\n` works too).
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

/// A position as people count it, both 1-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineCol {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in the units that were asked for.
    pub column: usize,
}

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| narrow(i + 1)));
        Self { starts, len: narrow(text.len()) }
    }

    /// How many lines there are; a text that ends with `\n` has an empty last one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The 0-based line that holds the byte at `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }

    /// The span of the 0-based `line`, its line ending included.
    pub fn span_of(&self, line: usize) -> Span {
        let start = self.starts.get(line).copied().unwrap_or(self.len);
        let end = self.starts.get(line + 1).copied().unwrap_or(self.len);
        Span { start, end }
    }

    /// The position of `offset`, columns in bytes (as reviewdog counts them).
    pub fn byte_position(&self, offset: usize) -> LineCol {
        let line = self.line_of(offset);
        LineCol { line: line + 1, column: offset - self.span_of(line).range().start + 1 }
    }

    /// The position of `offset` in `text`, columns in Unicode characters (as editors show them).
    pub fn char_position(&self, text: &str, offset: usize) -> LineCol {
        self.position(text, offset, |before| before.chars().count())
    }

    /// The position of `offset` in `text`, columns in UTF-16 units (as SARIF counts them).
    pub fn utf16_position(&self, text: &str, offset: usize) -> LineCol {
        self.position(text, offset, |before| before.encode_utf16().count())
    }

    fn position(&self, text: &str, offset: usize, count: impl Fn(&str) -> usize) -> LineCol {
        let line = self.line_of(offset);
        let start = self.span_of(line).range().start;
        // A byte order mark is part of the file but of no column.
        let before = text.get(start..offset).unwrap_or_default().trim_start_matches('\u{feff}');
        LineCol { line: line + 1, column: count(before) + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, bytes: (usize, usize), chars: (usize, usize), utf16: (usize, usize)) {
        let lines = LineIndex::new(text);
        let pair = |p: LineCol| (p.line, p.column);
        assert_eq!(pair(lines.byte_position(offset)), bytes);
        assert_eq!(pair(lines.char_position(text, offset)), chars);
        assert_eq!(pair(lines.utf16_position(text, offset)), utf16);
    }

    #[test]
    fn columns_count_in_their_own_units() {
        check("a\né😀x", 8, (2, 7), (2, 3), (2, 4));
        check("a\r\nb", 3, (2, 1), (2, 1), (2, 1));
        check("\u{feff}ab", 4, (1, 5), (1, 2), (1, 2));
        check("", 0, (1, 1), (1, 1), (1, 1));
    }

    #[test]
    fn the_last_line_may_be_empty() {
        assert_eq!(LineIndex::new("a\n").count(), 2);
        assert_eq!(LineIndex::new("a\nb").span_of(0), Span::new(0, 2));
        assert_eq!(LineIndex::new("a\nb").span_of(1), Span::new(2, 3));
    }
}
