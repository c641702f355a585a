//! Physical lines to logical ones: parser directives, comments, continuations, and the lines of heredocs.

use super::{instruction, words};
use crate::document::Problem;
use crate::document::secrets::AsRead;
use crate::limits;
use crate::text::Span;

/// `# syntax=…`, `# escape=…`, `# check=…` at the top.
pub(super) struct Directive {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) name_span: Span,
    pub(super) value_span: Span,
}

/// One instruction's text with its continuations taken out.
pub(super) struct Logical {
    pub(super) read: AsRead,
    /// Its physical lines, the last one's line ending included.
    pub(super) lines: Span,
    /// Lines inside a continuation on which nothing stands, line endings included.
    pub(super) blank_lines: Vec<Span>,
}

impl Logical {
    /// Its text without quotes and escapes; `None` if there are none.
    pub(super) fn without_quotes(&self, escape: char) -> Option<AsRead> {
        let taken = |c: char| matches!(c, '"' | '\'' | '\\') || c == escape;
        let text = &self.read.text;
        if !text.contains(taken) {
            return None;
        }
        let mut bare = AsRead::default();
        let mut starts = self.read.starts().skip(1).peekable();
        let mut from = 0;
        for (at, c) in text.char_indices() {
            let joined = starts.next_if(|start| *start <= at).is_some();
            if !joined && !taken(c) {
                continue;
            }
            bare.push(text.get(from..at).unwrap_or_default(), self.read.place(from));
            from = if taken(c) { at + c.len_utf8() } else { at };
        }
        bare.push(text.get(from..).unwrap_or_default(), self.read.place(from));
        Some(bare)
    }
}

/// Reads a file line by line.
pub(super) struct Lines<'a> {
    text: &'a str,
    pos: usize,
    /// Whether parser directives may still come.
    top: bool,
    /// How many heredocs had no end.
    unterminated: usize,
    pub(super) escape: char,
    pub(super) directives: Vec<Directive>,
    pub(super) comments: Vec<Span>,
    pub(super) problems: Vec<Problem>,
}

/// A physical line: where it begins, where its text ends, where the next line begins.
#[derive(Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    next: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let pos = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            pos,
            top: true,
            unterminated: 0,
            escape: '\\',
            directives: Vec::new(),
            comments: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn line(&self) -> Option<Line> {
        let rest = self.text.get(self.pos..).filter(|rest| !rest.is_empty())?;
        let next = self.pos + rest.find('\n').map_or(rest.len(), |at| at + 1);
        let line = self.slice(self.pos, next);
        let end = self.pos + line.trim_end_matches(['\r', '\n']).len();
        Some(Line { start: self.pos, end, next })
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The next instruction's logical line.
    pub(super) fn instruction(&mut self) -> Option<Logical> {
        loop {
            let line = self.line()?;
            let content = self.slice(line.start, line.end);
            let trimmed = content.trim_start();
            let start = line.end - trimmed.len();
            if trimmed.starts_with('#') {
                self.pos = line.next;
                if !(self.top && self.directive(start, trimmed)) {
                    self.top = false;
                    self.comments.push(Span::new(start, start + trimmed.trim_end().len()));
                }
            } else if trimmed.is_empty() {
                self.pos = line.next;
                self.top = false;
            } else {
                self.top = false;
                return Some(self.logical(line, start));
            }
        }
    }

    /// Reads a parser directive; `false` if the comment is none.
    fn directive(&mut self, start: usize, comment: &str) -> bool {
        let Some((before, after)) = comment.get(1..).and_then(|body| body.split_once('=')) else {
            return false;
        };
        // Other blanks make a comment of it, and a comment ends the directives.
        let blank = |c| words::is_blank(c) && c != '\u{b}';
        let name = before.trim_matches(blank).to_ascii_lowercase();
        let value = after.trim_matches(blank);
        // A value that is a blank is a value.
        if !matches!(name.as_str(), "syntax" | "escape" | "check") || after.is_empty() {
            return false;
        }
        let name_start = start + 1 + before.len() - before.trim_start_matches(blank).len();
        let value_start = start + 1 + before.len() + 1 + after.len() - after.trim_start_matches(blank).len();
        let name_span = Span::new(name_start, name_start + name.len());
        let value_span = Span::new(value_start, value_start + value.len());
        let mut problem = |message: &str| {
            self.problems.push(Problem { span: value_span, message: message.to_owned() });
        };
        if self.directives.iter().any(|d| d.name == name) {
            problem("a parser directive is given twice");
        } else if name == "escape" {
            match value {
                "\\" | "`" => self.escape = value.chars().next().unwrap_or('\\'),
                _ => problem("the escape directive must be \\ or `"),
            }
        }
        self.directives.push(Directive { name, value: value.to_owned(), name_span, value_span });
        true
    }

    /// Joins the lines of the instruction that begins at `start`.
    fn logical(&mut self, first: Line, start: usize) -> Logical {
        let mut logical = Logical {
            read: AsRead::default(),
            lines: Span::new(first.start, first.next),
            blank_lines: Vec::new(),
        };
        let mut line = first;
        let mut from = start;
        let mut blank_lines = Vec::new();
        loop {
            let content = self.slice(from, line.end);
            let kept = self.continued(content);
            logical.read.push(kept.unwrap_or(content), from);
            self.pos = line.next;
            logical.lines.end = Span::empty(line.next).end;
            logical.blank_lines.append(&mut blank_lines);
            if kept.is_none() {
                return logical;
            }
            loop {
                let Some(next) = self.line() else { return logical };
                line = next;
                let trimmed = self.slice(line.start, line.end).trim_start();
                if trimmed.starts_with('#') {
                    let at = line.end - trimmed.len();
                    self.comments.push(Span::new(at, at + trimmed.trim_end().len()));
                } else if trimmed.is_empty() {
                    blank_lines.push(Span::new(line.start, line.next));
                } else {
                    break;
                }
                self.pos = line.next;
                // If the file ends here, the comments belong to the instruction's lines all the same.
                if trimmed.starts_with('#') {
                    logical.lines.end = Span::empty(line.next).end;
                }
            }
            from = line.start;
        }
    }

    /// The part of a line before the escape character that continues it.
    fn continued<'b>(&self, content: &'b str) -> Option<&'b str> {
        let kept = content.trim_end_matches([' ', '\t']).strip_suffix(self.escape)?;
        (!kept.ends_with(self.escape)).then_some(kept)
    }

    /// Reads the body of a heredoc that begins here, up to its delimiter. `None`, and nothing is read, if
    /// there is no delimiter.
    pub(super) fn heredoc(&mut self, delimiter: &str, chomp: bool) -> Option<(Span, Span)> {
        let start = self.pos;
        // Each search that fails has read to the end of the file.
        if self.unterminated >= limits::OPEN_HEREDOCS {
            return None;
        }
        while let Some(line) = self.line() {
            self.pos = line.next;
            let content = self.slice(line.start, line.end);
            let content = if chomp { content.trim_start_matches('\t') } else { content };
            if content == delimiter {
                return Some((Span::new(start, line.start), Span::new(line.start, line.next)));
            }
        }
        self.pos = start;
        self.unterminated += 1;
        None
    }

    /// Whether a heredoc with this delimiter would have an end.
    pub(super) fn has_end(&mut self, delimiter: &str) -> bool {
        let start = self.pos;
        let found = self.heredoc(delimiter, true).is_some();
        self.pos = start;
        found || self.unterminated >= limits::OPEN_HEREDOCS
    }

    /// Whether the lines of a heredoc, its end included, are instructions to a builder that sees no heredoc.
    pub(super) fn are_instructions(&self, lines: Span) -> bool {
        let text = self.slice(0, lines.range().end);
        let mut lines =
            Lines { pos: lines.range().start, top: false, escape: self.escape, ..Lines::new(text) };
        let mut any = false;
        while let Some(logical) = lines.instruction() {
            let keyword = logical.read.text.split(words::is_blank).next().unwrap_or_default();
            if !instruction::is_known(keyword) {
                return false;
            }
            any = true;
        }
        any
    }
}
