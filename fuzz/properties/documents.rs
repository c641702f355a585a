//! Files of every kind: reading one never fails, places lie in the text, routes lead where they say.

use std::sync::Arc;

use gatecheck::document::{
    Document, FileKind, Parsed, Precision, Step, kind_of, parse, shell, unread_secrets,
};
use gatecheck::finding::LineHashes;
use gatecheck::text::{RepoPath, SourceFile, Span};

use super::input;

/// How many routes of a document are located; of more, so many are chosen evenly.
const PLACES: usize = 200;

/// Any bytes under any name, read as what claims them, and as text.
pub(super) fn kinds(data: &[u8]) {
    for file in input::files(data, "file.yaml") {
        let source = file.source();
        exercise(&source, kind_of(&source.path, &source.text));
        exercise(&source, FileKind::Text);
        let hashes = LineHashes::new(&file.bytes);
        (0..source.lines.count().min(PLACES)).for_each(|line| drop(hashes.of_line(line)));
    }
}

pub(super) fn any() -> Vec<Vec<u8>> {
    input::with_paths(|path| !path.ends_with(".rego"))
}

/// Any bytes as a Dockerfile.
pub(super) fn dockerfile(data: &[u8]) {
    exercise(&input::source(RepoPath::new("Dockerfile"), data), FileKind::Dockerfile);
}

pub(super) fn dockerfiles() -> Vec<Vec<u8>> {
    input::alone(|path| path.to_ascii_lowercase().contains("dockerfile"))
}

/// Any bytes as a go.mod.
pub(super) fn go_mod(data: &[u8]) {
    exercise(&input::source(RepoPath::new("go.mod"), data), FileKind::GoMod);
}

pub(super) fn go_mods() -> Vec<Vec<u8>> {
    input::alone(|path| path.ends_with(".mod"))
}

/// Any bytes as a go.sum.
pub(super) fn go_sum(data: &[u8]) {
    exercise(&input::source(RepoPath::new("go.sum"), data), FileKind::GoSum);
}

pub(super) fn go_sums() -> Vec<Vec<u8>> {
    input::alone(|path| path.ends_with(".sum"))
}

/// Asks a file everything that can be asked, and holds every answer against the text.
pub(super) fn exercise(source: &Arc<SourceFile>, kind: FileKind) -> Parsed {
    let parsed = parse(source, kind);
    let fits = |span: Span, what: &str| {
        assert!(source.text.get(span.range()).is_some(), "{what} at {span:?} is not in {:?}", source.path);
    };
    for problem in &parsed.problems {
        fits(problem.span, "a problem");
        assert!(!problem.message.is_empty(), "a problem without a message");
    }
    for (part, document) in parsed.documents.iter().enumerate() {
        if kind.is_yaml() {
            assert_eq!(document.part, part, "the documents are not counted one by one");
        }
        fits(document.unit, "a unit");
        document.comments.iter().for_each(|comment| fits(comment.span, "a comment"));
        document.entries().into_iter().for_each(|span| fits(span, "an entry"));
        document.secret_spans().into_iter().for_each(|span| fits(span, "a secret"));
        document.duplicate_keys().into_iter().for_each(|(_, first, last)| {
            fits(first, "a first key");
            fits(last, "a last key");
        });
        for script in document.scripts() {
            shell::read(&script.text);
        }
        if let Some(span) = document.entry_after(source.text.len() / 2) {
            fits(span, "the entry in the middle");
        }
        check_routes(document, &fits);
    }
    unread_secrets(source, &parsed.documents).into_iter().for_each(|span| fits(span, "an unread secret"));
    parsed
}

fn check_routes(document: &Document, fits: &impl Fn(Span, &str)) {
    let routes = document.tree.routes();
    for (route, id) in routes.iter().step_by(routes.len() / PLACES + 1) {
        fits(document.tree.node(*id).span, "a node");
        let reached = document.tree.walk(route);
        assert_eq!((reached.node, reached.depth), (*id, route.0.len()), "{route} leads to another place");
        let place = document.locate(route);
        assert_eq!(place.precision, Precision::Exact, "{route} exists and is not found");
        fits(place.span, "a place");
        for missing in [&route.key("none"), &route.index(usize::MAX), &route.join(Step::Slice(0, 1))] {
            fits(document.locate(missing).span, "the place of what is missing");
        }
    }
}
