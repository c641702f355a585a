//! Ignores that stand in the file itself: what they say, and what they cover.
//!
//! A comment on the line of what it ignores covers that line; a comment on a line of its own covers the
//! member, item or instruction that starts next; the Kubernetes annotation `gatecheck.dev/ignore` covers its
//! object. How the text of one is read is in `parse`; what ignores do to findings, and what is wrong with the
//! ignores themselves, is in `apply`. Ignores written for other tools are in `peers`. Ignores by path are the
//! configuration's.

mod apply;
mod parse;
mod peers;

pub use apply::{Hygiene, Judge, MayIgnore, RuleState, apply};
pub use peers::{
    Accepted, LeftAlone, Migrated, Peer, PeerForm, PeerIgnore, accepted_by, apply_peers, may_be_ignored,
    migrate, peer_ignores,
};

use std::collections::BTreeMap;

use crate::document::{Comment, Document, FileKind, Style};
use crate::limits;
use crate::policy::RulePattern;
use crate::text::Span;
use parse::{Directive, Mistake};

use super::Date;

/// The Kubernetes annotation that ignores findings in its object, for files that cannot hold comments.
pub const ANNOTATION: &str = "gatecheck.dev/ignore";

/// An ignore as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Its text: a comment from its marker on, or an annotation's value.
    pub span: Span,
    /// Where it stands.
    pub form: Form,
    /// The rules it names, each with its place.
    pub rules: Vec<(RulePattern, Span)>,
    /// The text that lists the rules; `None` where it is written in a way that an edit could break.
    pub list: Option<Span>,
    /// The last day on which it counts.
    pub until: Option<Date>,
    /// Why. Without a reason it does not count.
    pub reason: Option<String>,
    /// What it covers; `None` if there is nothing below it.
    pub covers: Option<Span>,
}

/// How an ignore stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In a comment after what it covers, on the same line.
    Trailing,
    /// In a comment on a line of its own, above what it covers.
    OwnLine,
    /// In an annotation of the object it covers.
    Annotation,
}

/// Something that begins like an ignore and cannot be read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// Where it stands.
    pub span: Span,
    /// What is wrong, and what to write instead.
    pub message: String,
}

/// The ignores of one file, from all of its documents, in the order in which they stand.
pub fn suppressions(documents: &[Document]) -> (Vec<Suppression>, Vec<Malformed>) {
    let mut found = Found { guessed_in: texts_within(documents), ..Found::default() };
    for unit in units(documents) {
        found.comments(unit);
        for document in unit.iter().filter(|document| document.kind == FileKind::Kubernetes) {
            found.annotation(document);
        }
    }
    found.finish()
}

/// Runs of documents that are read from the same text and so have the same comments.
fn units(documents: &[Document]) -> impl Iterator<Item = &[Document]> {
    documents.chunk_by(|a, b| a.unit == b.unit && a.kind == b.kind)
}

/// Where the comments of a file's text count, if a kind has read the file and knows which its comments are: in
/// block scalars, which hold scripts and files of other languages. Elsewhere the same words are data. Sorted.
fn texts_within(documents: &[Document]) -> Option<Vec<Span>> {
    let mut known = documents.iter().filter(|document| document.kind != FileKind::Text).peekable();
    known.peek()?;
    let nodes = known.flat_map(|document| document.tree.ids().into_iter().map(|id| document.tree.node(id)));
    let scalars = nodes.filter(|node| matches!(node.style, Style::Literal | Style::Folded));
    let mut spans: Vec<Span> = scalars.map(|node| node.span).collect();
    spans.sort();
    Some(spans)
}

/// What was read so far, by place: several documents may hold the same comment.
#[derive(Default)]
struct Found {
    /// See [`texts_within`]; `None` if there is nothing but text.
    guessed_in: Option<Vec<Span>>,
    read: BTreeMap<(Span, u8), Result<Suppression, Malformed>>,
}

impl Found {
    fn comments(&mut self, unit: &[Document]) {
        let Some(first) = unit.first() else { return };
        let mut below: Option<Vec<Span>> = None;
        for comment in first.comments.iter() {
            let text = first.source.slice(comment.span);
            let guessed = self.guessed_in.as_ref().filter(|_| first.kind == FileKind::Text);
            if guessed.is_some_and(|places| !is_within(places, comment.span)) {
                continue;
            }
            let is_data = guessed.is_some();
            let Some((start, read)) = parse::comment(text) else { continue };
            let base = comment.span.start as usize;
            let span = Span::new(base + start, comment.span.end as usize);
            let kept = read.map_err(|mistake| malformed(span, mistake)).map(|directive| {
                let form = if comment.own_line { Form::OwnLine } else { Form::Trailing };
                let covers = match form {
                    Form::OwnLine => next_entry(below.get_or_insert_with(|| entries(unit)), comment),
                    _ => Some(line_before(first, comment)),
                };
                let read = suppression(directive, span, form, covers, |range| {
                    Some(Span::new(base + range.start, base + range.end))
                });
                if is_data { Suppression { list: None, ..read } } else { read }
            });
            // A kind that knows its comments beats the text of the file, which guesses at them.
            if first.kind != FileKind::Text || !self.read.contains_key(&(span, 0)) {
                self.read.insert((span, 0), kept);
            }
        }
    }

    fn annotation(&mut self, document: &Document) {
        let tree = &document.tree;
        let Some(id) = tree.at(&["metadata", "annotations", ANNOTATION]) else { return };
        let node = tree.node(id);
        let span = node.span;
        let raw = document.source.slice(span);
        let read = match tree.as_str(id) {
            Some(value) => parse::annotation(value).map(|directive| {
                // Escapes and folded lines shift the places inside of a value.
                let inner = raw.find(value).filter(|_| node.style != Style::Alias);
                let covers = Some(whole_object(document));
                suppression(directive, span, Form::Annotation, covers, |range| {
                    inner
                        .map(|at| span.start as usize + at)
                        .map(|at| Span::new(at + range.start, at + range.end))
                })
            }),
            None => Err(Mistake("the annotation's value must be text")),
        };
        let read = read.map_err(|mistake| Malformed {
            span,
            message: format!("{}: write {ANNOTATION}: \"k8s/run-as-root -- reason\"", mistake.0),
        });
        self.read.insert((span, 1), read);
    }

    fn finish(self) -> (Vec<Suppression>, Vec<Malformed>) {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for read in self.read.into_values() {
            match read {
                Ok(one) if good.len() < limits::IGNORES => good.push(one),
                Ok(one) => {
                    let most = limits::IGNORES;
                    let message =
                        format!("a file may hold {most} ignores; this one and all below it do not count");
                    bad.push(Malformed { span: one.span, message });
                    break;
                }
                Err(one) => bad.push(one),
            }
        }
        (good, bad)
    }
}

/// Whether one of the places, sorted and not overlapping, holds the span.
fn is_within(places: &[Span], span: Span) -> bool {
    let before = places.partition_point(|place| place.start <= span.start);
    before.checked_sub(1).and_then(|last| places.get(last)).is_some_and(|place| place.contains(span))
}

fn malformed(span: Span, mistake: Mistake) -> Malformed {
    Malformed { span, message: format!("{}: write gatecheck: ignore[k8s/run-as-root] -- reason", mistake.0) }
}

/// Puts a directive in its place; `place` turns a range of its text into a span of the file.
fn suppression(
    directive: Directive,
    span: Span,
    form: Form,
    covers: Option<Span>,
    place: impl Fn(std::ops::Range<usize>) -> Option<Span>,
) -> Suppression {
    let rules = directive.rules.into_iter().map(|(rule, range)| (rule, place(range).unwrap_or(span)));
    Suppression {
        span,
        form,
        rules: rules.collect(),
        list: place(directive.list),
        until: directive.until,
        reason: directive.reason,
        covers,
    }
}

/// The entry that starts first after the comment.
fn next_entry(entries: &[Span], comment: &Comment) -> Option<Span> {
    entries.get(entries.partition_point(|entry| entry.start < comment.span.end)).copied()
}

/// All that a comment may stand above in one unit, sorted so that the first of equal starts is the shortest.
fn entries(unit: &[Document]) -> Vec<Span> {
    let mut all: Vec<Span> = unit.iter().flat_map(Document::entries).collect();
    all.extend(unit.iter().filter_map(list_item));
    all.sort_by_key(|span| (span.start, span.len()));
    all
}

/// The item of a `kind: List` that the document is, from its dash on.
fn list_item(document: &Document) -> Option<Span> {
    let span = document.tree.root_node().span;
    let line = document.source.lines.span_of(document.source.lines.line_of(span.start as usize));
    let before = document.source.text.get(line.start as usize..span.start as usize)?;
    let dash = before.find('-').filter(|_| before.trim() == "-")?;
    Some(Span::new(line.start as usize + dash, span.end as usize))
}

/// What an annotation covers: the object's own text, or its whole unit if nothing else is in that.
fn whole_object(document: &Document) -> Span {
    let root = document.tree.root_node().span;
    let alone = document.item == 0 && document.tree.at(&["items"]).is_none() && list_item(document).is_none();
    if alone && document.source.slice(root).starts_with(|c| c != '{') { document.unit } else { root }
}

/// The line that a trailing comment stands on, up to the comment.
fn line_before(document: &Document, comment: &Comment) -> Span {
    let start = comment.span.start as usize;
    let line = document.source.lines.span_of(document.source.lines.line_of(start));
    Span { start: line.start, end: comment.span.start }
}

#[cfg(test)]
mod tests;
