//! Findings of gatecheck's own rules, which no policy makes.

use std::sync::Arc;

use super::file::FileWork;
use super::mask::shown_alone;
use crate::document::{Precision, Route};
use crate::finding::native::Native;
use crate::finding::{
    FileEdits, Finding, Fix, Known, LineHashes, Location, ShownFile, Status, fingerprint, ignored_as,
    without_secrets,
};
use crate::policy::Applicability;
use crate::text::{Edit, RepoPath, SourceFile, Span};

/// A finding of gatecheck's own.
pub(super) struct NativeFinding {
    pub(super) native: Native,
    /// Where; `None` for the file as a whole.
    pub(super) span: Option<Span>,
    pub(super) message: String,
    /// The edit that mends it, with its title.
    pub(super) fix: Option<(String, Edit)>,
}

/// Makes the finding, which is known by the path `name`. The hashes are those of the source's lines, and `shown` is
/// what of it is not secret.
pub(super) fn native(
    found: NativeFinding,
    name: &RepoPath,
    source: &Arc<SourceFile>,
    hashes: &LineHashes,
    shown: &ShownFile,
) -> Finding {
    let NativeFinding { native, span, message, fix } = found;
    let rule = native.rule();
    let location = Location {
        file: source.path.clone(),
        span: span.unwrap_or_default(),
        route: Route::root(),
        precision: if span.is_some() { Precision::Exact } else { Precision::File },
    };
    let text = without_secrets(source.slice(location.span));
    let known = Known { file: name, route: &location.route, text: &text };
    let line = source.lines.line_of(location.span.start as usize);
    let start = source.lines.span_of(line).start as usize;
    let reach = LineHashes::reach(source.text.get(start..).unwrap_or_default());
    let hashed = Span::new(start, start + reach);
    // The hash of a line with a secret gives it away.
    let hides = shown.masked.iter().any(|masked| masked.overlaps(hashed));
    let line_hash = if hides { String::new() } else { hashes.of_line(line) };
    let fix = fix.map(|(title, edit)| Fix {
        title,
        applicability: Applicability::Safe,
        ops: Vec::new(),
        files: vec![FileEdits { path: source.path.clone(), edits: vec![edit] }],
        refused: None,
    });
    Finding {
        severity: rule.severity,
        // It may quote what stands in an ignore or a configuration.
        message: without_secrets(&message),
        related: Vec::new(),
        object: None,
        fixes: fix.into_iter().collect(),
        fingerprint: fingerprint(&rule, &known, None, &str::to_owned),
        ignored_as: ignored_as(&rule, &known, None),
        line_hash,
        weak_secret: false,
        status: Status::Open,
        rule,
        location,
    }
}

impl FileWork {
    /// Adds a finding of gatecheck's own to the file.
    pub(super) fn add_native(&mut self, found: NativeFinding) {
        let empty = || Arc::new(SourceFile::new(self.entry.path.clone(), String::new()));
        let source = self.source.clone().unwrap_or_else(empty);
        let hashes = self.hashes.get_or_insert_with(|| LineHashes::new(source.text.as_bytes()));
        let shown = self.shown.get_or_insert_with(|| Box::new(shown_alone(&source)));
        self.findings.push(native(found, &self.known_as, &source, hashes, shown));
    }
}
