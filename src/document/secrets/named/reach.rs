//! How far a value goes: to the end of its word, its quotes or its line. In doubt it is the further one.

use std::ops::Range;

/// Over how many line ends a value is followed.
const CONTINUED_LINES: usize = 16;

/// Which quotes and brackets of its line a place is in, read in one pass over the bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    at: usize,
    /// The quote that is open.
    pub(super) quote: Option<u8>,
    /// How many brackets are.
    pub(super) brackets: usize,
}

impl Place {
    /// Goes on to `at`, which is not before.
    pub(super) fn advance(&mut self, bytes: &[u8], at: usize) {
        while self.at < at {
            let byte = bytes.get(self.at).copied().unwrap_or(b'\n');
            match (byte, self.quote) {
                (b'\n' | b'\r', _) => *self = Self { at: self.at, ..Self::default() },
                (b'\\', _) if bytes.get(self.at + 1).is_some_and(|next| !matches!(next, b'\n' | b'\r')) => {
                    self.at += 1
                }
                (b'"' | b'\'' | b'`', None) => self.quote = Some(byte),
                (_, Some(open)) if open == byte => self.quote = None,
                (b'{' | b'[', None) => self.brackets += 1,
                (b'}' | b']', None) => self.brackets = self.brackets.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
    }
}

/// How the end of a value shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It is a word.
    Word,
    /// It is the rest of its line, or of the quotes around it.
    Line,
    /// It is one of the fields between brackets.
    Field,
    /// It is the text before the next tag.
    Tag,
}

/// The value that begins at `start`, at the place `place`, without its quotes if it is all between them.
pub(super) fn value(bytes: &[u8], start: usize, place: Place, end: End) -> Range<usize> {
    let outer = place.quote;
    let at = |at: usize| bytes.get(at).copied();
    if let (Some(b'\\'), Some(quote @ (b'"' | b'\''))) = (at(start), at(start + 1)) {
        return start + 2..escaped(bytes, start + 2, quote);
    }
    match at(start) {
        Some(quote @ (b'"' | b'\'' | b'`')) if outer.is_none() => quoted(bytes, start, quote),
        _ => match (end, outer) {
            (End::Tag, _) => start..tag(bytes, start),
            (End::Line, Some(quote)) => start..closing(bytes, start, quote).0,
            (End::Line, None) => start..line(bytes, start),
            (End::Field, None) => start..field(bytes, start),
            (End::Word | End::Field, _) => start..word(bytes, start, outer),
        },
    }
}

/// The end of the quotes that were opened before `from`, or of the line, and whether they were closed.
fn closing(bytes: &[u8], from: usize, quote: u8) -> (usize, bool) {
    let (mut at, mut lines) = (from, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => match line_end(bytes, at + 1) {
                Some(next) if lines < CONTINUED_LINES => (at, lines) = (next, lines + 1),
                Some(_) => return (at, false),
                None => at += 2,
            },
            b'\n' | b'\r' => return (at, false),
            _ if *byte == quote => return (at, true),
            _ => at += 1,
        }
    }
    (bytes.len(), false)
}

/// The value whose quote stands at `start`. What is glued to its end, or added to it, belongs to it.
fn quoted(bytes: &[u8], start: usize, quote: u8) -> Range<usize> {
    let (end, closed) = closing(bytes, start + 1, quote);
    if !closed {
        return start + 1..end;
    }
    let rest = bytes.get(end + 1..).unwrap_or_default();
    let next = rest.first().copied().unwrap_or(b' ');
    if !next.is_ascii_whitespace() && !b",;)]}><:|&\\".contains(&next) {
        return start + 1..word(bytes, end + 1, None);
    }
    if next == b'\\' && line_end(bytes, end + 2).is_none() {
        return start + 1..word(bytes, end + 1, None);
    }
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let added = rest.get(blanks..).unwrap_or_default();
    let is_added = added.first().is_some_and(|byte| matches!(byte, b'+' | b'.' | b'"' | b'\'' | b'`'));
    start + 1..if is_added { line(bytes, end + 1) } else { end }
}

/// The end of a value between quotes that are escaped.
fn escaped(bytes: &[u8], from: usize, quote: u8) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        let slashes = bytes.iter().skip(at).take_while(|byte| **byte == b'\\').count();
        if matches!(byte, b'\n' | b'\r') || slashes == 1 && bytes.get(at + 1) == Some(&quote) {
            return at;
        }
        // More of them escape the quote once more.
        at += if slashes > 0 { slashes + 1 } else { 1 };
    }
    bytes.len()
}

/// The end of a shell's word, part of which may be quoted.
fn word(bytes: &[u8], from: usize, outer: Option<u8>) -> usize {
    let (mut at, mut quote, mut lines) = (from, outer, 0);
    while let Some(byte) = bytes.get(at).copied() {
        let line_ended = line_end(bytes, at + 1).filter(|_| byte == b'\\');
        match line_ended {
            Some(next) if lines < CONTINUED_LINES => {
                (at, lines) = (next, lines + 1);
                continue;
            }
            Some(_) => return at,
            None => {}
        }
        match byte {
            b'\n' | b'\r' => return at,
            b'\\' => at += 1,
            _ if byte.is_ascii_whitespace() && (quote.is_none() || quote == outer) => return at,
            // The next parameter of an address says its name.
            b'&' if parameter(bytes, at + 1) => return at,
            b'"' | b'\'' | b'`' if quote.is_none() => quote = Some(byte),
            _ if quote == Some(byte) => {
                let next = bytes.get(at + 1).copied().unwrap_or(b' ');
                if outer == Some(byte) && (next.is_ascii_whitespace() || b",;)]}>|&:\\".contains(&next)) {
                    return at;
                }
                quote = None;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

fn parameter(bytes: &[u8], from: usize) -> bool {
    let rest = bytes.get(from..).unwrap_or_default();
    let rest = rest.strip_prefix(b"amp;").unwrap_or(rest);
    let name = rest.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b)).count();
    name > 0 && rest.get(name) == Some(&b'=')
}

/// The end of the text on the line, and of what continues it without a blank.
fn line(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut lines) = (from, 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let end = at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let text = bytes.get(from..end).unwrap_or_default();
        let kept = from + text.trim_ascii_end().len();
        let Some(before) =
            kept.checked_sub(1).filter(|last| *last >= from && bytes.get(*last) == Some(&b'\\'))
        else {
            return kept;
        };
        let glued = before > from && !bytes.get(before - 1).is_some_and(u8::is_ascii_whitespace);
        match line_end(bytes, kept) {
            Some(next) if glued && lines < CONTINUED_LINES => (at, lines) = (next, lines + 1),
            _ => return from + bytes.get(from..before).unwrap_or_default().trim_ascii_end().len(),
        }
    }
}

/// Where the next line begins, without its blanks, if one ends at `at`.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    Some(bytes.len() - rest.len() + blanks)
}

/// The end of a field: a comma or a bracket behind which another one may begin.
fn field(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let parts = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'}' | b']');
    let mut template = 0_usize;
    for (at, byte) in rest.iter().enumerate() {
        let next = rest.get(at + 1);
        match byte {
            b'\n' | b'\r' => return from + at,
            b'{' => template += 1,
            b'}' if template > 0 => template -= 1,
            b',' | b'}' | b']' if next.is_none_or(parts) || *byte == b',' && next == Some(&b'"') => {
                return from + at;
            }
            _ => {}
        }
    }
    bytes.len()
}

fn tag(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let closing = rest.windows(2).position(|at| at == b"</" || at[0] == b'\n');
    from + closing.unwrap_or(rest.len())
}
