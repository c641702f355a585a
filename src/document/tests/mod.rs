//! What holds for documents of every kind: properties over our own example files and over generated ones.
//!
//! `round_trip` holds places and edits against the text, `hostile` reads files that were made to be slow. Broken
//! files are read by the properties in `fuzz/properties`. What one kind alone promises is tested beside it.

mod hostile;
mod round_trip;

use std::path::Path;
use std::sync::Arc;

use super::{FileKind, Parsed, Route, Step, classify, parse};
use crate::text::{RepoPath, SourceFile, Span};

/// How many routes of a document are located at most; of more, so many are chosen evenly.
const PLACES: usize = 5_000;

/// A file as text in memory, and the kind that claims it.
fn file(path: &str, text: &str) -> (Arc<SourceFile>, FileKind) {
    let path = RepoPath::new(path);
    let kind = classify(&path, text);
    (Arc::new(SourceFile::new(path, text.to_owned())), kind)
}

/// Every example and every test file that we wrote, with its path, sorted. Rego is no kind of document.
fn examples() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // What is in testdata/hostile is broken on purpose, and has its own test.
    let folders = ["policies", "testdata/repos", "testdata/patches"].map(|folder| root.join(folder));
    let entries = folders.iter().flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name());
    let files = entries.map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let text = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
        // What is not text on purpose is none of this floor's.
        let text = String::from_utf8(std::fs::read(entry.path()).unwrap()).ok()?;
        (!path.ends_with(".rego")).then_some((path, text))
    };
    let found: Vec<_> = files.filter_map(text).collect();
    assert!(found.len() > 20, "the examples are not where they were");
    found
}

/// Asks a file everything that can be asked, and holds every span against the text.
fn exercise(source: &Arc<SourceFile>, kind: FileKind) -> Parsed {
    let parsed = parse(source, kind);
    let fits = |span: Span, what: &str| {
        assert!(source.text.get(span.range()).is_some(), "{what} at {span:?} of {}", source.path);
    };
    for problem in &parsed.problems {
        fits(problem.span, "a problem");
    }
    for document in &parsed.documents {
        fits(document.unit, "a unit");
        document.comments.iter().for_each(|comment| fits(comment.span, "a comment"));
        document.entries().into_iter().for_each(|span| fits(span, "an entry"));
        document.secret_spans().into_iter().for_each(|span| fits(span, "a secret"));
        document.duplicate_keys().into_iter().for_each(|(_, first, last)| {
            fits(first, "a first key");
            fits(last, "a last key");
        });
        for script in document.scripts() {
            super::shell::read(&script.text);
        }
        if let Some(span) = document.entry_after(source.text.len() / 2) {
            fits(span, "the entry in the middle");
        }
        let routes = document.tree.routes();
        for (route, id) in routes.iter().step_by(routes.len() / PLACES + 1) {
            fits(document.tree.node(*id).span, "a node");
            for place in [route, &route.key("none"), &route.join(Step::Slice(0, 1))] {
                fits(document.locate(place).span, "a place");
            }
        }
    }
    parsed
}
