//! What is read, where it stands, and how it is edited.

mod edits;
mod heredocs;
mod oracle;
mod reading;

use std::sync::Arc;

use serde_json::Value as Json;

use crate::document::{FileKind, Parsed};
use crate::text::{RepoPath, SourceFile};

/// Reads a file named `Dockerfile`.
fn parsed(text: &str) -> Parsed {
    let source = SourceFile::new(RepoPath::new("Dockerfile"), text.to_owned());
    crate::document::parse(&Arc::new(source), FileKind::Dockerfile)
}

/// The value policies see.
fn value(text: &str) -> Json {
    parsed(text).documents[0].tree.to_json()
}
