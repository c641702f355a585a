//! From a route to a place in the text.

use super::{Data, Document, Route, Step, Style};
use crate::text::Span;

/// A place that a route was resolved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The tightest region that shows it.
    pub span: Span,
    /// Whether the route exists there.
    pub precision: Precision,
}

/// How well a place stands for its route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// The value itself, or its key if it is a block.
    Exact,
    /// The route does not exist; this is the nearest thing that does.
    Nearest,
    /// Nothing in the text stands for it; this is the document's beginning.
    File,
}

impl Document {
    /// Finds the place of `route`.
    ///
    /// A value is its own place; a block mapping or list is shown by its key. Where the route ends early,
    /// the place is the name of the nearest thing that exists (a container's `name`), else its key.
    pub fn locate(&self, route: &Route) -> Place {
        let reached = self.tree.walk(route);
        let rest = &route.0[reached.depth..];
        let exact = |span| Place { span, precision: Precision::Exact };
        match rest {
            [] => exact(self.shown_by(&route.0, reached.depth)),
            [Step::Slice(start, end)] => match self.slice_span(reached.node, *start, *end) {
                Some(span) => exact(span),
                None => Place { span: self.shown_by(&route.0, reached.depth), precision: Precision::Nearest },
            },
            _ => {
                Place { span: self.owner_of_missing(&route.0, reached.depth), precision: Precision::Nearest }
            }
        }
    }

    /// The region that shows the node after `depth` steps: itself, or its key if it runs over many lines.
    fn shown_by(&self, steps: &[Step], depth: usize) -> Span {
        let reached = self.tree.walk(&Route(steps[..depth].to_vec()));
        let node = self.tree.node(reached.node);
        let block = matches!(node.style, Style::Block | Style::Missing | Style::Literal | Style::Folded)
            || self.first_line(node.span).end < node.span.end;
        match reached.member {
            Some(member) if block && !member.key_span.is_empty() => self.first_line(member.key_span),
            _ => match &node.data {
                Data::Map(members) if block => match members.first() {
                    Some(first) if !self.is_record(reached.node) => self.first_line(first.key_span),
                    _ => self.first_line(node.span),
                },
                Data::List(items) if block => match items.first() {
                    Some(_) if depth < steps.len() || depth > 0 => self.first_line(node.span),
                    _ => self.first_line(node.span),
                },
                _ => self.first_line(node.span),
            },
        }
    }

    /// Whether the node is a mapping whose keys are not in the text, such as an instruction's.
    fn is_record(&self, id: super::NodeId) -> bool {
        let first = self.tree.members(id).first();
        first.is_some_and(|first| first.key_span == self.tree.node(first.value).span)
    }

    /// The name of the nearest thing that exists on the way to a missing field. A record is its own name.
    fn owner_of_missing(&self, steps: &[Step], depth: usize) -> Span {
        let reached = self.tree.walk(&Route(steps[..depth].to_vec()));
        if self.is_record(reached.node) {
            return self.shown_by(steps, depth);
        }
        for named in [&["name"][..], &["metadata", "name"], &["kind"]] {
            let found = named.iter().try_fold(reached.node, |id, key| self.tree.get(id, key));
            if let Some(id) = found.filter(|_| depth == 0 || named.len() == 1 && named[0] == "name")
                && self.tree.as_str(id).is_some_and(|s| !s.is_empty())
            {
                return self.first_line(self.tree.node(id).span);
            }
        }
        self.shown_by(steps, depth)
    }

    /// The part of a span on its first line.
    fn first_line(&self, span: Span) -> Span {
        let line = self.source.lines.span_of(self.source.lines.line_of(span.start as usize));
        let first = Span { start: span.start, end: span.end.min(line.end).max(span.start) };
        let text = self.source.slice(first);
        Span::new(first.start as usize, first.start as usize + text.trim_end_matches(['\n', '\r']).len())
    }
}

/// Finds bytes `start..end` of a string's value in the text it is written as, line by line.
impl Document {
    fn slice_span(&self, id: super::NodeId, start: usize, end: usize) -> Option<Span> {
        let value = self.tree.as_str(id)?;
        let node = self.tree.node(id);
        value.get(start..end)?;
        let raw = self.source.slice(node.span);
        let base = node.span.start as usize;
        let direct = |skip: usize| Some(Span::new(base + skip + start, base + skip + end));
        match node.style {
            Style::Plain if raw == value => direct(0),
            Style::SingleQuoted | Style::DoubleQuoted if raw.get(1..raw.len() - 1) == Some(value) => {
                direct(1)
            }
            Style::Literal => {
                let place = |at: usize| literal_offset(raw, value, at).map(|offset| base + offset);
                Some(Span::new(place(start)?, place(end)?))
            }
            _ => None,
        }
    }
}

/// Where the byte `at` of a literal block's value stands in its text, which begins with the indicator.
fn literal_offset(raw: &str, value: &str, at: usize) -> Option<usize> {
    let mut source = raw.find('\n')? + 1;
    let mut read = 0;
    for line in value.split('\n') {
        let written = raw.get(source..)?.split('\n').next()?;
        let content = written.strip_suffix('\r').unwrap_or(written);
        if at <= read + line.len() {
            // Blank lines may be written with less indentation than they have.
            let indent = if content.ends_with(line) { content.len() - line.len() } else { return None };
            return Some(source + indent + (at - read));
        }
        read += line.len() + 1;
        source += written.len() + 1;
    }
    None
}
