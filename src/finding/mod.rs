//! Floor 3: what was found.
//!
//! A [`Finding`] is a denial with its place in bytes, its proved fixes and its fingerprint. It holds no
//! secret: texts pass the file's redactor before they come here.

pub mod baseline;
pub mod native;
pub mod suppress;

mod date;
mod fingerprint;
mod ignored_as;
mod line_hash;
mod names;
mod redact;
#[cfg(test)]
pub(crate) mod sample;

pub use date::{Date, NotADate};
pub use fingerprint::{Known, digest, fingerprint, number_equals};
pub use ignored_as::ignored_as;
pub use line_hash::LineHashes;
pub use names::{secrets_beside, shown_path};
pub use redact::{Redactor, without_secrets};

use std::sync::Arc;

use crate::document::{PatchOp, Precision, Route};
use crate::policy::{Applicability, Rule, Severity};
use crate::text::{Edit, LineIndex, RepoPath, Span};

/// Something wrong at a place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that denied it.
    pub rule: Arc<Rule>,
    /// How bad it is: the rule's severity unless the configuration says otherwise.
    pub severity: Severity,
    /// What is wrong, naming the thing.
    pub message: String,
    /// Where.
    pub location: Location,
    /// Other places that matter, each with a word about it.
    pub related: Vec<(Location, String)>,
    /// The Kubernetes object that it is about, where its document is one that has a name.
    pub object: Option<ObjectName>,
    /// How to mend it, the preferred way first.
    pub fixes: Vec<Fix>,
    /// What the finding keeps when lines move: a hash of rule, path, place by names, and text.
    pub fingerprint: String,
    /// What an ignore of it is known by in another version of its file: as the fingerprint, but another text at
    /// what has a name is the same, unless it is a secret. Empty if it is not known again.
    pub ignored_as: String,
    /// GitHub's `primaryLocationLineHash` of the location's line.
    pub line_hash: String,
    /// Whether it is about a secret of so little entropy that its fingerprint would be the next one's too:
    /// such a finding is never baselined.
    pub weak_secret: bool,
    /// Whether it counts.
    pub status: Status,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: RepoPath,
    /// The bytes. Empty at 0 for a finding about the file as a whole.
    pub span: Span,
    /// The place in the document.
    pub route: Route,
    /// How well the span stands for the route.
    pub precision: Precision,
}

/// How a Kubernetes object's own text names it. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectName {
    /// Its `apiVersion`.
    pub api_version: String,
    /// Its `kind`.
    pub kind: String,
    /// Its namespace, where it says one.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

/// A way to mend a finding.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// How freely it may be applied. Safe and unsafe fixes are proved; a manual one is a suggestion.
    pub applicability: Applicability,
    /// What it changes, symbolically.
    pub ops: Vec<PatchOp>,
    /// What it changes, in bytes; empty if it could not be lowered.
    pub files: Vec<FileEdits>,
    /// Why a fix that the rule offers is only a suggestion here, if so.
    pub refused: Option<String>,
}

/// The edits of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdits {
    /// The file.
    pub path: RepoPath,
    /// Its edits, not overlapping.
    pub edits: Vec<Edit>,
}

/// Whether a finding counts towards the verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Open,
    /// A comment or the configuration accepts it, for the reason given.
    Suppressed {
        /// Why.
        reason: String,
    },
    /// It was there when the baseline was written.
    Baselined,
}

impl Status {
    /// Whether a comment or the configuration accepts it.
    pub fn is_suppressed(&self) -> bool {
        matches!(self, Self::Suppressed { .. })
    }
}

/// A file as reports may show it: every secret is masked by `*`, byte for byte, so that all places hold.
#[derive(Debug, Clone)]
pub struct ShownFile {
    /// The file.
    pub path: RepoPath,
    /// Its text with secrets masked; the same length in bytes as the file.
    pub text: String,
    /// Its lines.
    pub lines: LineIndex,
    /// What was masked. A diff must not show these lines as context: it could not be applied.
    pub masked: Vec<Span>,
}
