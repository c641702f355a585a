//! From text to words: the lines of a go.mod, each with its words and its comment.
//!
//! A word ends at a blank, at one of `( ) [ ] { } ,` or at `//`. No word runs over the end of its line, so
//! a broken line never spoils the next one.

use crate::document::{Problem, Style};
use crate::text::{SourceFile, Span};

/// One line of the file.
#[derive(Debug)]
pub(super) struct Line {
    /// The whole line, its ending included.
    pub(super) span: Span,
    /// Its words.
    pub(super) tokens: Vec<Token>,
    /// Its comment, from `//` to the last byte that is not a blank.
    pub(super) comment: Option<Span>,
}

/// A word: an identifier, a quoted string or a punctuation mark.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Where it stands, quotes included.
    pub(super) span: Span,
    /// What it says, without quotes and escapes.
    pub(super) text: String,
    /// [`Style::DoubleQuoted`] for an interpreted string, [`Style::SingleQuoted`] for a raw one.
    pub(super) style: Style,
}

impl Line {
    /// From the first word to the last, without the comment.
    pub(super) fn words(&self) -> Option<Span> {
        Some(self.tokens.first()?.span.to(self.tokens.last()?.span))
    }
}

impl Token {
    /// Whether it is the punctuation mark or bare word `text`; a quoted `"("` is not a parenthesis.
    pub(super) fn is(&self, text: &str) -> bool {
        self.style == Style::Plain && self.text == text
    }
}

/// Splits a file into lines. A line that cannot be read has a problem and no words.
pub(super) fn split(source: &SourceFile) -> (Vec<Line>, Vec<Problem>) {
    let mut lines = Vec::with_capacity(source.lines.count());
    let mut problems = Vec::new();
    for number in 0..source.lines.count() {
        let span = source.lines.span_of(number);
        let mut text = source.slice(span);
        let mut base = span.range().start;
        if let Some(rest) = text.strip_prefix('\u{feff}').filter(|_| number == 0) {
            base += text.len() - rest.len();
            text = rest;
        }
        let mut line = Line { span, tokens: Vec::new(), comment: None };
        let content = text.trim_end();
        if is_conflict_marker(content) {
            let span = Span::new(base, base + content.len());
            problems.push(Problem { span, message: "git conflict marker".into() });
        } else if let Err((at, message)) = words(content, base, &mut line) {
            line.tokens.clear();
            problems.push(Problem { span: at, message: message.into() });
        }
        lines.push(line);
    }
    (lines, problems)
}

/// Whether a line, without its ending, is one of the four marks that git leaves in a conflict.
pub(in crate::document) fn is_conflict_marker(line: &str) -> bool {
    let marked =
        |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].into_iter().any(marked)
}

fn words(content: &str, base: usize, line: &mut Line) -> Result<(), (Span, &'static str)> {
    let mut at = 0;
    while let Some(first) = content.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = content.get(at..).unwrap_or_default();
        let len = match first {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '/' if rest.starts_with("//") => {
                line.comment = Some(Span::new(base + at, base + content.len()));
                return Ok(());
            }
            '(' | ')' | '[' | ']' | '{' | '}' | ',' => 1,
            '"' | '`' => {
                let here = Span::new(base + at, base + content.len());
                let len = string_len(rest).ok_or((here, "unterminated string"))?;
                let span = Span::new(base + at, base + at + len);
                let inner = rest.get(1..len - 1).unwrap_or_default();
                let (text, style) = match first {
                    '"' => {
                        (unescape(inner).ok_or((span, "invalid escape in a string"))?, Style::DoubleQuoted)
                    }
                    _ => (inner.to_owned(), Style::SingleQuoted),
                };
                line.tokens.push(Token { span, text, style });
                at += len;
                continue;
            }
            c if c.is_control() => {
                return Err((Span::new(base + at, base + at + c.len_utf8()), "control character"));
            }
            _ => bare_len(rest),
        };
        let span = Span::new(base + at, base + at + len);
        let text = rest.get(..len).unwrap_or_default().to_owned();
        if text.contains("/*") {
            return Err((span, "only // comments are allowed"));
        }
        line.tokens.push(Token { span, text, style: Style::Plain });
        at += len;
    }
    Ok(())
}

/// The length of the bare word that `rest` begins with; at least one character.
fn bare_len(rest: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || c.is_control() || "()[]{},".contains(c);
    let word = rest.split(ends).next().unwrap_or_default();
    let end = word.find("//").unwrap_or(word.len());
    end.max(rest.chars().next().map_or(0, char::len_utf8))
}

/// The length of the quoted string that `rest` begins with, both quotes included.
fn string_len(rest: &str) -> Option<usize> {
    let quote = *rest.as_bytes().first()?;
    let mut escaped = false;
    for (i, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quote == b'"' => escaped = true,
            b if b == quote => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// Reads the escapes of a Go string.
fn unescape(inner: &str) -> Option<String> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(rest.get(..at)?.as_bytes());
        let kind = rest.get(at + 1..)?.chars().next()?;
        let number = |skip: usize, len: usize, radix: u32| {
            let digits = rest.get(at + skip..at + skip + len)?;
            let all = digits.chars().all(|c| c.is_digit(radix));
            u32::from_str_radix(digits, radix).ok().filter(|_| all)
        };
        let mut character = |c: char| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        let len = match kind {
            'a' => (character('\u{7}'), 2).1,
            'b' => (character('\u{8}'), 2).1,
            'f' => (character('\u{c}'), 2).1,
            'n' => (character('\n'), 2).1,
            'r' => (character('\r'), 2).1,
            't' => (character('\t'), 2).1,
            'v' => (character('\u{b}'), 2).1,
            '\\' | '"' => (character(kind), 2).1,
            'u' => (character(char::from_u32(number(2, 4, 16)?)?), 6).1,
            'U' => (character(char::from_u32(number(2, 8, 16)?)?), 10).1,
            'x' => (out.push(u8::try_from(number(2, 2, 16)?).ok()?), 4).1,
            '0'..='7' => (out.push(u8::try_from(number(1, 3, 8)?).ok()?), 4).1,
            _ => return None,
        };
        rest = rest.get(at + len..)?;
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8(out).ok()
}
