//! Words: quotes, expansions and substitutions.

use super::super::Word;
use super::mask::MASK;
use super::{Reader, Until};
use crate::limits;
use crate::text::Span;

/// How far `$((` looks for its `))` to tell arithmetic from a subshell in a substitution.
const ARITHMETIC_BYTES: usize = 1024;

/// A word being read.
#[derive(Default)]
pub(super) struct Partial {
    text: Vec<u8>,
    /// Where pieces of it begin: in it, in the script.
    pieces: Vec<(usize, usize)>,
    expands: bool,
}

impl Partial {
    /// Adds what stands at the byte `at` of the script.
    fn push(&mut self, text: &[u8], at: usize) {
        let goes_on = self.pieces.last().is_some_and(|(here, from)| from + (self.text.len() - here) == at);
        if !goes_on {
            self.pieces.push((self.text.len(), at));
        }
        self.text.extend_from_slice(text);
    }
}

impl Reader<'_> {
    /// A word, up to the first blank or operator; in `[[ … ]]` operators are words too.
    pub(super) fn word(&mut self, test: bool) -> Word {
        self.word_in_pieces(test).0
    }

    /// The same, and where pieces of its text begin: in it, in the script.
    pub(super) fn word_in_pieces(&mut self, test: bool) -> (Word, Vec<(usize, usize)>) {
        let start = self.pos;
        let mut word = Partial::default();
        let mut globs = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' => break,
                b'\r' if matches!(self.peek_at(1), None | Some(b'\n')) => break,
                b'`' if self.in_backticks => break,
                b'<' | b'>' if self.peek_at(1) == Some(b'(') && !test => {
                    self.opaque(&mut word, 2, |reader| reader.substitution(Until::Paren));
                }
                b'(' if globs > 0
                    || self.pos > start && self.bytes.get(self.pos - 1).is_some_and(is_glob) =>
                {
                    globs += 1;
                    self.take(&mut word, 1);
                }
                b')' if globs > 0 => {
                    globs -= 1;
                    self.take(&mut word, 1);
                }
                b';' if test && globs == 0 => break,
                b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')' if !test && globs == 0 => break,
                _ => self.part(&mut word, false),
            }
        }
        let text = String::from_utf8_lossy(&word.text).into_owned();
        (Word { text, span: Span::new(start, self.pos), literal: !word.expands }, word.pieces)
    }

    /// Moves `len` bytes into the word.
    fn take(&mut self, word: &mut Partial, len: usize) {
        let from = self.pos;
        self.advance(len);
        word.push(self.text.get(from..self.pos).unwrap_or_default(), from);
    }

    /// Moves into the word, as it is written, what `read` reads after an opening of `len` bytes.
    fn opaque(&mut self, word: &mut Partial, len: usize, read: impl FnOnce(&mut Self)) {
        let from = self.pos;
        self.advance(len);
        read(self);
        word.push(self.text.get(from..self.pos).unwrap_or_default(), from);
        word.expands = true;
    }

    /// One part of a word: a byte, a quoted text, an expansion.
    pub(super) fn part(&mut self, word: &mut Partial, quoted: bool) {
        if let Some(len) = self.continuation() {
            return self.advance(len);
        }
        match self.peek() {
            Some(b'\\') => {
                let special = matches!(self.peek_at(1), Some(b'$' | b'`' | b'"' | b'\\'));
                if self.peek_at(1).is_some() && (!quoted || special) {
                    self.advance(1);
                }
                self.take(word, 1);
            }
            Some(b'\'') if !quoted => {
                self.advance(1);
                while self.peek().is_some_and(|b| b != b'\'') {
                    word.expands |= self.peek() == Some(MASK);
                    self.take(word, 1);
                }
                self.advance(1);
            }
            Some(b'"') if !quoted => {
                self.advance(1);
                while self.peek().is_some_and(|b| b != b'"') {
                    self.part(word, true);
                }
                self.advance(1);
            }
            Some(b'`') => self.opaque(word, 1, |reader| reader.substitution(Until::Backtick)),
            Some(b'$') => self.dollar(word, quoted),
            Some(byte) => {
                word.expands |= byte == MASK;
                self.take(word, 1);
            }
            None => {}
        }
    }

    fn dollar(&mut self, word: &mut Partial, quoted: bool) {
        match self.peek_at(1) {
            Some(b'(') if self.arithmetic_end(2).is_some() => {
                self.opaque(word, 0, |reader| reader.arithmetic(2));
            }
            Some(b'(') => self.opaque(word, 2, |reader| reader.substitution(Until::Paren)),
            Some(b'{') => self.opaque(word, 2, |reader| reader.braces()),
            Some(b'\'') if !quoted => {
                self.advance(2);
                while self.peek().is_some_and(|b| b != b'\'') {
                    let escaped = self.peek() == Some(b'\\');
                    self.take(word, if escaped { 2 } else { 1 });
                }
                self.advance(1);
            }
            Some(b'"') if !quoted => self.advance(1),
            Some(byte) if byte.is_ascii_alphanumeric() || b"_@*#?$!-".contains(&byte) => {
                self.opaque(word, 2, |_| {});
            }
            _ => self.take(word, 1),
        }
    }

    /// The inside of `${…}`, and its brace.
    fn braces(&mut self) {
        if self.depth >= limits::SHELL_DEPTH {
            return;
        }
        self.depth += 1;
        let mut ignored = Partial::default();
        while let Some(byte) = self.peek() {
            if byte == b'}' {
                self.advance(1);
                break;
            }
            self.part(&mut ignored, false);
        }
        self.depth -= 1;
    }

    /// Whether `((` after `skip - 1` bytes begins arithmetic, and how long that is: its inner parenthesis
    /// closes right before the outer one.
    pub(super) fn arithmetic_end(&self, skip: usize) -> Option<usize> {
        if self.peek_at(skip - 1) != Some(b'(') || self.peek_at(skip) != Some(b'(') {
            return None;
        }
        if self.depth >= limits::SHELL_DEPTH {
            return None;
        }
        let mut depth = 1_usize;
        for ahead in skip + 1..skip + ARITHMETIC_BYTES {
            match self.peek_at(ahead)? {
                b'(' => depth += 1,
                b')' if depth == 1 => return (self.peek_at(ahead + 1) == Some(b')')).then_some(ahead + 2),
                b')' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Reads over arithmetic; substitutions in it are commands all the same.
    pub(super) fn arithmetic(&mut self, skip: usize) {
        let end = self.pos + self.arithmetic_end(skip).unwrap_or(skip + 1);
        self.advance(skip + 1);
        self.depth += 1;
        let mut ignored = Partial::default();
        while self.pos < end {
            if matches!(self.peek(), Some(b'$' | b'`')) {
                self.part(&mut ignored, false);
            } else {
                self.advance(1);
            }
        }
        self.depth -= 1;
    }
}

fn is_glob(byte: &u8) -> bool {
    b"?*+@!".contains(byte)
}
