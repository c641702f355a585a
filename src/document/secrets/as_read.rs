//! Secrets that stand in a file only as its readers read it: cut by a line's end, a quote or an escape.

use super::{Candidate, search, search_tokens};
use crate::text::Span;

/// Text put together from pieces of a file, and where each piece stands in it.
#[derive(Debug, Default)]
pub(in crate::document) struct AsRead {
    pub(in crate::document) text: String,
    /// Where pieces begin: in this text, in the file.
    pieces: Vec<(usize, usize)>,
}

impl AsRead {
    /// The text of which each piece, by where it begins here, stands at that byte of the file.
    pub(in crate::document) fn new(text: String, pieces: Vec<(usize, usize)>) -> Self {
        Self { text, pieces }
    }

    /// Adds text that stands at the byte `at` of the file, or what is written there in other characters.
    pub(in crate::document) fn push(&mut self, text: &str, at: usize) {
        self.pieces.push((self.text.len(), at));
        self.text.push_str(text);
    }

    /// The file's span of a range of this text. If the pieces have something between them, it covers that.
    pub(in crate::document) fn span(&self, start: usize, end: usize) -> Span {
        if start >= end {
            return Span::empty(self.place(start));
        }
        Span::new(self.place(start), self.place(end - 1) + 1)
    }

    /// Where the byte `at` of this text stands in the file.
    pub(in crate::document) fn place(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(here, _)| *here <= at).saturating_sub(1);
        let (here, source) = self.pieces.get(piece).copied().unwrap_or_default();
        source + at.saturating_sub(here)
    }

    /// Where pieces begin in this text.
    pub(in crate::document) fn starts(&self) -> impl Iterator<Item = usize> {
        self.pieces.iter().map(|(here, _)| *here)
    }

    /// Whether it has more than one piece.
    pub(in crate::document) fn is_joined(&self) -> bool {
        self.pieces.len() > 1
    }

    /// The secrets in it, each where it is written.
    pub(in crate::document) fn search(&self) -> Vec<Candidate> {
        self.placed(search(self.text.as_bytes()))
    }

    /// Those that are known by their form alone.
    pub(in crate::document) fn search_tokens(&self) -> Vec<Candidate> {
        self.placed(search_tokens(self.text.as_bytes()))
    }

    fn placed(&self, mut found: Vec<Candidate>) -> Vec<Candidate> {
        let place = |span: Span| self.span(span.range().start, span.range().end);
        for one in &mut found {
            one.span = place(one.span);
            one.userinfo = one.userinfo.map(place);
        }
        found
    }
}

/// Of the secrets that were read, those that are new beside what was `found` in the text as it is written.
///
/// Both are sorted by place, what was `read` of one place with the longest first.
pub(in crate::document) fn new(found: &[Candidate], read: Vec<Candidate>) -> Vec<Candidate> {
    let mut added: Vec<Candidate> = Vec::new();
    for one in read {
        let next = found.partition_point(|other| other.span.end <= one.span.start);
        let known = found.get(next).is_some_and(|other| other.span.contains(one.span));
        if !known && added.last().is_none_or(|last| last.span.end <= one.span.start) {
            added.push(one);
        }
    }
    added
}

/// Adds what [`new`] gave. Of what the text holds only a part of, the whole is kept.
pub(in crate::document) fn add(found: Vec<Candidate>, mut added: Vec<Candidate>) -> Vec<Candidate> {
    if added.is_empty() {
        return found;
    }
    let hidden = |one: &Candidate| {
        let next = added.partition_point(|other| other.span.end <= one.span.start);
        added.get(next).is_some_and(|other| other.span.overlaps(one.span))
    };
    let mut all: Vec<Candidate> = found.into_iter().filter(|one| !hidden(one)).collect();
    all.append(&mut added);
    all.sort_by_key(|one| one.span);
    all
}
