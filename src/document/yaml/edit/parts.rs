//! Replacing parts of a text value: a word of a script, the tag of an image.
//!
//! A part is a range of the value as it is read; [`align`] finds where each byte of the value is written.

use std::ops::Range;

use serde_json::Value as Json;

use super::page::refuse;
use super::place::{Holder, Placer, Slot};
use super::write;
use crate::document::PatchError;
use crate::document::tree::{NodeId, Style};

impl Placer<'_> {
    pub(super) fn text(
        &mut self,
        id: NodeId,
        slot: Slot<'_>,
        parts: &[(Range<usize>, String)],
    ) -> Result<(), PatchError> {
        let page = self.page;
        let node = page.tree.node(id);
        let Some(value) = page.tree.as_str(id) else { return refuse("the value is not text") };
        let raw = page.slice(node.span.start as usize, node.span.end as usize);
        let mut new = value.to_owned();
        for (range, with) in parts.iter().rev() {
            if new.get(range.clone()).is_none() {
                return refuse("the part does not fit the text");
            }
            new.replace_range(range.clone(), with);
        }
        // The line endings at a block scalar's end are a matter of its header.
        let body = value.trim_end_matches('\n').len();
        let block = matches!(node.style, Style::Literal | Style::Folded);
        if block && parts.iter().any(|(range, _)| range.end > body) {
            return self.write(id, slot, &Json::String(new));
        }
        let breaks = parts.iter().any(|(_, with)| with.contains('\n'));
        let in_flow = matches!(slot.holder, Holder::Flow { .. });
        let fits = match node.style {
            Style::Plain => !breaks && write::is_plain(&new, in_flow),
            Style::SingleQuoted => !breaks,
            Style::Folded => !breaks,
            _ => true,
        };
        let places = align(value, raw, node.style);
        let Some(places) = places.filter(|_| fits) else {
            // Text in one line can as well be written anew.
            let whole = !raw.contains('\n') || node.style == Style::Plain;
            return match whole {
                true => self.write(id, slot, &Json::String(new)),
                false => refuse("the text is written over several lines that an edit could break"),
            };
        };
        let indent = indent_of(raw.split_once('\n').map_or("", |(_, body)| body));
        for (range, with) in parts {
            let (Some(start), Some(end)) = (places.get(range.start), places.get(range.end)) else {
                return refuse("the part does not fit the text");
            };
            let text = match node.style {
                Style::DoubleQuoted => write::escaped(with),
                Style::SingleQuoted => with.replace('\'', "''"),
                Style::Literal => {
                    // A blank line may be written with less indentation than the text that comes there needs.
                    let column = start - raw[..*start].rfind('\n').map_or(0, |at| at + 1);
                    let missing = if with.is_empty() { 0 } else { indent.saturating_sub(column) };
                    format!("{}{}", " ".repeat(missing), indented(with, indent, page.newline))
                }
                _ => with.clone(),
            };
            let base = node.span.start as usize;
            self.edit(base + start, base + end, text);
        }
        Ok(())
    }
}

/// The indentation of a block scalar's first line that is not blank.
fn indent_of(body: &str) -> usize {
    let line = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.len() - line.trim_start_matches(' ').len()
}

/// Lines for a literal block; empty lines get no blanks.
fn indented(text: &str, indent: usize, newline: &str) -> String {
    let mut out = String::new();
    let mut lines = text.split('\n').peekable();
    let mut first = true;
    while let Some(line) = lines.next() {
        if !first {
            out.push_str(newline);
            if !line.is_empty() || lines.peek().is_none() {
                out.push_str(&" ".repeat(indent));
            }
        }
        out.push_str(line);
        first = false;
    }
    out
}

/// For each byte of `value`, and its end, where it stands in `raw`; `None` if the two cannot be matched.
fn align(value: &str, raw: &str, style: Style) -> Option<Vec<usize>> {
    let block = matches!(style, Style::Literal | Style::Folded);
    let mut reader = Reader { raw, at: 0, style, indent: 0 };
    if block {
        reader.at = raw.find('\n')? + 1;
        reader.indent = indent_of(&raw[reader.at..]);
        reader.skip_indent();
    } else if style != Style::Plain {
        reader.at = 1;
    }
    let mut places = Vec::with_capacity(value.len() + 1);
    let mut pending = 0;
    for c in value.chars() {
        let may_fold = !block || style == Style::Folded && reader.line_break().is_some();
        if pending == 0 && may_fold {
            pending = reader.fold();
        }
        let place = reader.at;
        places.extend(std::iter::repeat_n(place, c.len_utf8()));
        if pending > 0 {
            // A fold of one line break is a blank, of more is one break less.
            pending = if pending == 1 && c == ' ' {
                0
            } else if pending > 1 && c == '\n' {
                if pending == 2 { 0 } else { pending - 1 }
            } else {
                return None;
            };
            if pending == 0 {
                reader.pass_fold();
            }
            continue;
        }
        if !reader.take(c) {
            return None;
        }
    }
    places.push(reader.at.min(raw.len()));
    Some(places)
}

struct Reader<'a> {
    raw: &'a str,
    at: usize,
    style: Style,
    indent: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.raw.get(self.at..).unwrap_or_default()
    }

    /// The length of the line break that stands here.
    fn line_break(&self) -> Option<usize> {
        let rest = self.rest();
        if rest.starts_with("\r\n") { Some(2) } else { rest.starts_with('\n').then_some(1) }
    }

    fn skip_indent(&mut self) {
        let blanks = self.rest().len() - self.rest().trim_start_matches(' ').len();
        self.at += blanks.min(self.indent);
    }

    /// How many line breaks the fold that begins here has; 0 if none begins here.
    fn fold(&self) -> usize {
        let rest = self.rest();
        let blank = &rest[..rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len()];
        blank.bytes().filter(|b| *b == b'\n').count()
    }

    fn pass_fold(&mut self) {
        if self.style == Style::Folded {
            while let Some(len) = self.line_break() {
                self.at += len;
                self.skip_indent();
            }
            return;
        }
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    /// Passes the text of one character of the value.
    fn take(&mut self, c: char) -> bool {
        if c == '\n' && self.style == Style::Literal {
            let Some(len) = self.line_break() else { return self.rest().is_empty() };
            self.at += len;
            self.skip_indent();
            return true;
        }
        if self.style == Style::SingleQuoted && c == '\'' {
            self.at += 2;
            return true;
        }
        if self.style == Style::DoubleQuoted && self.rest().starts_with('\\') {
            return self.take_escape(c);
        }
        if self.style == Style::Folded && c == '\n' && self.rest().is_empty() {
            return true;
        }
        let matches = self.rest().starts_with(c);
        self.at += c.len_utf8();
        matches
    }

    fn take_escape(&mut self, c: char) -> bool {
        let Some(kind) = self.rest().chars().nth(1) else { return false };
        let simple = match kind {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '"' | '\\' | '/' | ' ' => kind,
            'x' | 'u' | 'U' => {
                let digits = match kind {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let code = self.rest().get(2..2 + digits).and_then(|d| u32::from_str_radix(d, 16).ok());
                self.at += 2 + digits;
                return code.and_then(char::from_u32) == Some(c);
            }
            _ => return false,
        };
        self.at += 2;
        simple == c
    }
}
