//! The text of a document as an editor sees it: lines, columns, and what stands between the values.

use crate::document::tree::{Data, Member, NodeId, Style, Via};
use crate::document::{Document, PatchError, Route, Tree};

/// A document and its text.
pub(super) struct Page<'a> {
    pub(super) document: &'a Document,
    pub(super) tree: &'a Tree,
    pub(super) text: &'a str,
    /// The line ending of the document's first line.
    pub(super) newline: &'static str,
    /// Whether the file is JSON, so that everything written must be JSON too.
    pub(super) json: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let text = document.source.text.as_str();
        let unit = text.get(document.unit.range()).unwrap_or_default();
        let first = unit.find('\n').or_else(|| text.find('\n').filter(|_| !unit.contains('\n')));
        let whole = if unit.contains('\n') { unit } else { text };
        let carriage = first.is_some_and(|at| at > 0 && whole.as_bytes().get(at - 1) == Some(&b'\r'));
        let json = document.source.path.is_json();
        Self { document, tree: &document.tree, text, newline: if carriage { "\r\n" } else { "\n" }, json }
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Where the line of `at` begins, a byte order mark passed over.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let mark = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        self.slice(0, at).rfind('\n').map_or(mark.min(at), |found| found + 1)
    }

    /// Where the line of `at` ends, its line ending not counted.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        at + line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Where the line after that of `at` begins; the end of the text if there is none.
    pub(super) fn next_line(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |found| at + found + 1)
    }

    /// What stands before `at` on its line.
    pub(super) fn before(&self, at: usize) -> &'a str {
        self.slice(self.line_start(at), at)
    }

    pub(super) fn column(&self, at: usize) -> usize {
        self.before(at).chars().count()
    }

    /// Whether only blanks stand before `at` on its line.
    pub(super) fn blank_before(&self, at: usize) -> bool {
        self.before(at).bytes().all(|b| b == b' ' || b == b'\t')
    }

    /// Whether only blanks stand between `at` and the end of its line.
    pub(super) fn blank_after(&self, at: usize) -> bool {
        self.slice(at, self.line_end(at)).trim().is_empty()
    }

    /// The end of the line of `at` if only blanks stand before it, else `at`.
    pub(super) fn past_blanks(&self, at: usize) -> usize {
        if self.blank_after(at) { self.line_end(at) } else { at }
    }

    /// Whether the document is the file's last and the file has no newline at its end.
    pub(super) fn ends_without_newline(&self) -> bool {
        self.document.unit.end as usize == self.text.len() && !self.text.ends_with('\n')
    }

    /// The first byte at or after `at` that is no blank and no line ending.
    pub(super) fn skip_blanks(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + (rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len())
    }

    /// The first byte at or after `at` that is no blank, no line ending and no part of a comment.
    pub(super) fn skip(&self, at: usize) -> usize {
        let mut at = self.skip_blanks(at);
        while self.byte(at) == Some(b'#') {
            at = self.skip_blanks(self.line_end(at));
        }
        at
    }

    /// The column of a block collection whose first key or dash is at `at`.
    pub(super) fn block_column(&self, at: usize) -> Result<usize, PatchError> {
        let before = self.before(at);
        if before.contains('\t') {
            return refuse("the line is indented with tabs");
        }
        if before.bytes().any(|b| b == b'?') {
            return refuse("the key is written with an explicit '?'");
        }
        if before.bytes().any(|b| b != b' ' && b != b'-') {
            return refuse("an anchor or a tag stands before the first key");
        }
        Ok(before.len())
    }

    /// The byte after the colon of a member.
    pub(super) fn after_colon(&self, member: &Member) -> Option<usize> {
        let end = member.key_span.end as usize;
        let rest = self.text.get(end..)?;
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        (self.byte(end + blanks) == Some(b':')).then_some(end + blanks + 1)
    }

    /// Whether the member's key is introduced by `?`.
    pub(super) fn is_explicit(&self, member: &Member) -> bool {
        let before = self.slice(0, member.key_span.start as usize);
        let trimmed = before.trim_end_matches([' ', '\t', '\r', '\n']);
        let held = trimmed.strip_suffix('?').map(|rest| rest.chars().next_back());
        held.is_some_and(|last| {
            trimmed.len() < before.len() && last.is_none_or(|c| c.is_whitespace() || "-{,[".contains(c))
        })
    }

    /// Where the dashes of a block list stand; the search begins at `from`, after its key or outer dash.
    pub(super) fn dashes(&self, list: NodeId, from: usize) -> Result<Vec<usize>, PatchError> {
        let lost = || PatchError::Unsupported("an item of the list has an anchor or a tag".to_owned());
        let mut found = Vec::new();
        let mut at = self.skip(from);
        while matches!(self.byte(at), Some(b'&' | b'!')) {
            let rest = self.text.get(at..).unwrap_or_default();
            at = self.skip(at + rest.find(char::is_whitespace).unwrap_or(rest.len()));
        }
        for item in self.tree.items(list) {
            if self.byte(at) != Some(b'-') {
                return Err(lost());
            }
            found.push(at);
            at = self.skip(self.value_end(*item, at + 1));
        }
        Ok(found)
    }

    /// One past the value's last byte; `after`, where its colon or dash ends, if nothing is written.
    pub(super) fn value_end(&self, id: NodeId, after: usize) -> usize {
        let node = self.tree.node(id);
        if node.style == Style::Missing { after } else { (node.span.end as usize).max(after) }
    }

    /// The start of the line after a value that ends at `end`. A block scalar that keeps its trailing blank
    /// lines (`|+`) ends after them.
    pub(super) fn line_after(&self, id: NodeId, end: usize) -> usize {
        let mut at = self.next_line(end);
        if self.keeps_blank_lines(id, end) {
            let unit_end = self.document.unit.end as usize;
            while at < unit_end && self.blank_after(at) {
                at = self.next_line(at);
            }
        }
        at
    }

    fn keeps_blank_lines(&self, id: NodeId, end: usize) -> bool {
        let node = self.tree.node(id);
        let last = match &node.data {
            _ if node.span.end as usize != end => return false,
            Data::Map(members) => members.iter().rev().find(|m| m.via == Via::Direct).map(|m| m.value),
            Data::List(items) => items.last().copied(),
            _ => {
                let header = self.slice(node.span.start as usize, end).lines().next().unwrap_or_default();
                let header = header.split('#').next().unwrap_or_default();
                return matches!(node.style, Style::Literal | Style::Folded) && header.contains('+');
            }
        };
        last.is_some_and(|last| self.keeps_blank_lines(last, end))
    }

    /// Refuses an edit at a value that stands after `from` and has an anchor that an alias uses.
    pub(super) fn refuse_anchored(&self, from: usize, id: NodeId, route: &Route) -> Result<(), PatchError> {
        let node = self.tree.node(id);
        let end = match node.style {
            Style::Missing => self.line_end(from),
            _ => node.span.start as usize,
        };
        let mut at = self.skip(from);
        while at < end {
            let rest = self.slice(at, end);
            let word = rest.split([' ', '\t', '\r', '\n', ',', ']', '}']).next().unwrap_or_default();
            if word.is_empty() {
                break;
            }
            if let Some(name) = word.strip_prefix('&')
                && self.is_aliased(name)
            {
                return Err(PatchError::Shared(route.clone()));
            }
            at = self.skip(at + word.len());
        }
        Ok(())
    }

    fn is_aliased(&self, name: &str) -> bool {
        let unit = self.text.get(self.document.unit.range()).unwrap_or_default();
        unit.match_indices('*').any(|(at, _)| {
            let rest = unit[at + 1..].strip_prefix(name);
            rest.is_some_and(|r| r.chars().next().is_none_or(|c| c.is_whitespace() || ",]}:".contains(c)))
        })
    }

    /// Refuses a document that is a template: `{{ … }}` where a value should stand reads as a mapping that
    /// is the key of a mapping.
    pub(super) fn refuse_templates(&self) -> Result<(), PatchError> {
        let mut todo = vec![self.tree.root];
        while let Some(id) = todo.pop() {
            if self.tree.node(id).style == Style::Alias {
                continue;
            }
            todo.extend(self.tree.items(id));
            for member in self.tree.members(id).iter().filter(|m| m.via == Via::Direct) {
                if &*member.key == "?" && self.byte(member.key_span.start as usize) == Some(b'{') {
                    return refuse("the document holds template text");
                }
                todo.push(member.value);
            }
        }
        Ok(())
    }
}

/// An edit that is not made, and why.
pub(super) fn refuse<T>(why: &str) -> Result<T, PatchError> {
    Err(PatchError::Unsupported(why.to_owned()))
}
