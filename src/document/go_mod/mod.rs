//! go.mod: the requirements of a Go module, and what replaces, excludes and retracts them.
//!
//! Read by hand, because a gate needs the place of every word, the comments, and the good half of a broken
//! file. [`lines`] splits the text into words, [`directives`] gives them their meaning, [`tree`] makes the
//! document of them and [`lower`] edits it. Nothing here resolves versions or reads other files.

mod directives;
mod lines;
mod lower;
mod tree;
mod version;

use std::sync::Arc;

use super::{Comment, Document, FileKind, Format, Parsed};
use crate::text::{SourceFile, Span};

pub(super) use lines::is_conflict_marker;

pub(super) const FORMAT: Format = Format {
    claims: |path, _| path.name() == "go.mod",
    parse,
    lower: lower::lower,
    entries,
    scripts: |_| Vec::new(),
};

fn parse(source: &Arc<SourceFile>) -> Parsed {
    let module = directives::read(source);
    let document = Document {
        source: Arc::clone(source),
        kind: FileKind::GoMod,
        part: 0,
        unit: source.whole(),
        item: 0,
        tree: tree::build(source, &module),
        comments: comments(source, &module),
    };
    Parsed { documents: vec![document], problems: module.problems }
}

/// The comments of the file; the marker is always `//`.
fn comments(source: &SourceFile, module: &directives::Module) -> Arc<[Comment]> {
    let comment = |line: &lines::Line| {
        let span = line.comment?;
        let text = source.slice(span).trim_start_matches("//").trim().to_owned();
        Some(Comment { span, text, own_line: line.tokens.is_empty() })
    };
    module.lines.iter().filter_map(comment).collect()
}

/// Directives and the lines in blocks; a comment above a block speaks for the whole block.
fn entries(document: &Document) -> Vec<Span> {
    let module = directives::read(&document.source);
    let mut spans: Vec<Span> = module.entries.iter().map(|entry| module.span_of(entry)).collect();
    spans.extend(module.blocks.iter().map(|block| block.span));
    spans.sort_unstable();
    spans
}

#[cfg(test)]
mod tests;
