//! Which words of a line open heredocs. BuildKit decides that by rules of its own, which are neither the
//! Dockerfile's nor the shell's: it always escapes with `\`, knows `${…}`, and takes a line whose quotes or
//! braces do not close for one without heredocs.

use std::ops::Range;

use super::words;
use crate::limits;

/// A heredoc's opening: `<<EOF`, `3<<-"EOF"`, `<< EOF`.
pub(super) struct Opening {
    /// The word.
    pub(super) range: Range<usize>,
    pub(super) delimiter: String,
    pub(super) chomp: bool,
    pub(super) expands: bool,
}

/// What a line opens.
pub(super) enum Openings {
    Known(Vec<Opening>),
    /// Nothing, since BuildKit cannot read it; another builder may.
    Broken,
    /// Builders differ, or it depends on more than is looked at here.
    Unsure,
}

/// Reads a line with its keyword and flags.
pub(super) fn openings(line: &str) -> Openings {
    let mut lexer = Lexer { text: line, pos: 0, depth: 0, unsure: false };
    let words = lexer.words();
    // Versions of BuildKit read a variable that stands in the delimiter differently.
    let unsure = |word: &Range<usize>| {
        let text = line.get(word.clone()).unwrap_or_default();
        after_digits(text).starts_with("<<") && text.contains("${")
    };
    if lexer.unsure || words.iter().flatten().any(unsure) {
        return Openings::Unsure;
    }
    let Some(words) = words else { return Openings::Broken };
    let known = words.into_iter().filter_map(|range| {
        let opening = opening(line.get(range.clone())?)?;
        Some(Opening { range, ..opening })
    });
    Openings::Known(known.collect())
}

/// Whether the whole text is one opening.
pub(super) fn is_opening(text: &str) -> bool {
    opening(text).is_some()
}

/// Delimiters that a builder could read in a line that BuildKit cannot read.
pub(super) fn candidates(line: &str) -> impl Iterator<Item = String> {
    line.match_indices("<<").filter_map(|(at, _)| {
        let rest = line.get(at + 2..)?.trim_start_matches('-').trim_start();
        let name: String = rest.split(char::is_whitespace).next()?.replace(['\'', '"', '\\'], "");
        (!name.is_empty()).then_some(name)
    })
}

/// What Go's regular expressions take for blanks.
fn is_blank(c: char) -> bool {
    words::is_blank(c) && c != '\u{b}'
}

fn after_digits(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_ascii_digit())
}

fn opening(word: &str) -> Option<Opening> {
    let rest = after_digits(word).strip_prefix("<<")?;
    let (chomp, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let rest = rest.trim_start_matches(is_blank);
    if rest.contains('<') {
        return None;
    }
    let mut name = Name::default();
    // A byte order mark at the start of what it splits is nothing to BuildKit.
    name.read(rest.strip_prefix('\u{feff}').unwrap_or(rest));
    name.end_word();
    let [delimiter] = <[String; 1]>::try_from(name.words).ok()?;
    Some(Opening { range: 0..0, delimiter, chomp, expands: !name.quoted })
}

/// The words behind `<<`, without quotes and escapes.
#[derive(Default)]
struct Name {
    words: Vec<String>,
    word: String,
    quoted: bool,
}

impl Name {
    fn end_word(&mut self) {
        if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }

    fn read(&mut self, text: &str) {
        let mut quote = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, quote) {
                ('\\', None) => self.word.extend(chars.next()),
                ('\\', Some('"')) => {
                    let escaped = chars.next_if(|next| matches!(next, '"' | '$' | '\\'));
                    self.word.push(escaped.unwrap_or(c));
                }
                (_, Some(open)) if c == open => quote = None,
                ('\'' | '"', None) => {
                    quote = Some(c);
                    self.quoted = true;
                }
                (_, None) if c.is_whitespace() => self.end_word(),
                _ => self.word.push(c),
            }
        }
    }
}

/// Splits a line as BuildKit does. `None` is a line that it cannot read.
struct Lexer<'a> {
    text: &'a str,
    pos: usize,
    /// How many `${…}` are open.
    depth: usize,
    /// Whether something stands in a `${…}` that may be read in more than one way.
    unsure: bool,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.pos..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.pos += c.len_utf8();
        Some(c)
    }

    fn words(&mut self) -> Option<Vec<Range<usize>>> {
        let mut words = Vec::new();
        let mut start = None;
        while let Some(c) = self.peek() {
            let at = self.pos;
            if c.is_whitespace() {
                self.next();
                words.extend(start.take().map(|start| start..at));
                continue;
            }
            start.get_or_insert(at);
            self.part()?;
        }
        words.extend(start.map(|start| start..self.pos));
        Some(words)
    }

    /// A byte, a quoted text, a variable, `<<` with the blanks behind it.
    fn part(&mut self) -> Option<()> {
        match self.next()? {
            '\'' => while self.next()? != '\'' {},
            '"' => self.double_quoted()?,
            '$' => self.dollar()?,
            '<' if self.peek() == Some('<') => {
                self.next();
                while matches!(self.peek(), Some(' ' | '\t' | '\r')) {
                    self.next();
                }
            }
            '\\' => {
                self.next();
            }
            _ => {}
        }
        Some(())
    }

    fn double_quoted(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                '"' => return Some(()),
                '$' => self.dollar()?,
                '\\' if matches!(self.peek(), Some('"' | '$' | '\\')) => {
                    self.next();
                }
                _ => {}
            }
        }
    }

    /// What stands behind a `$`. A name alone is read as any text is.
    fn dollar(&mut self) -> Option<()> {
        if self.peek() != Some('{') {
            self.name();
            return Some(());
        }
        self.next();
        if matches!(self.peek()?, '{' | '}' | ':') {
            return None;
        }
        self.name();
        let start = self.pos;
        match self.next()? {
            '}' => return Some(()),
            ':' if matches!(self.next()?, '#' | '%') => return None,
            ':' | '+' | '-' | '?' | '#' | '%' => self.up_to('}')?,
            '/' => {
                if self.peek() == Some('/') {
                    self.next();
                }
                self.up_to('/')?;
                self.up_to('}')?;
            }
            other => {
                // Which letters a name may have is another language's matter.
                self.unsure |= !other.is_ascii();
                return None;
            }
        }
        // What stands here is split into words once more.
        self.unsure |= self.text.get(start..self.pos).is_some_and(|text| text.contains("<<"));
        Some(())
    }

    fn name(&mut self) {
        if matches!(self.peek(), Some('@' | '*' | '#' | '?' | '-' | '$' | '!')) {
            self.next();
            return;
        }
        let digits = self.peek().is_some_and(|c| c.is_ascii_digit());
        while let Some(c) = self.peek()
            && (c.is_ascii_digit() || !digits && (c.is_ascii_alphabetic() || c == '_'))
        {
            self.next();
        }
    }

    fn up_to(&mut self, end: char) -> Option<()> {
        if self.depth >= limits::SHELL_DEPTH {
            self.unsure = true;
            return None;
        }
        self.depth += 1;
        while self.peek()? != end {
            self.part()?;
        }
        self.depth -= 1;
        self.next();
        Some(())
    }
}
