//! Paths as reports show them: relative, with `/`, and the same on every machine.

use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// A path relative to the scan's root, its parts joined by `/`.
///
/// Ordered by its text. A name that is not UTF-8 keeps its bytes beside the readable form,
/// so that a percent-encoded URI can still name the file exactly.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RepoPath {
    text: Arc<str>,
    raw: Option<Arc<[u8]>>,
}

impl RepoPath {
    /// A path from its readable form.
    pub fn new(text: &str) -> Self {
        Self { text: text.into(), raw: None }
    }

    /// A path from the bytes the file system gives; what is not UTF-8 reads as U+FFFD.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::new(text),
            Err(_) => Self { text: String::from_utf8_lossy(bytes).into(), raw: Some(bytes.into()) },
        }
    }

    /// The readable form.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes the file system knows the file by.
    pub fn as_bytes(&self) -> &[u8] {
        self.raw.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The last part.
    pub fn name(&self) -> &str {
        self.text.rsplit('/').next().unwrap_or_default()
    }

    /// Everything before the last `/`; empty for a file in the root.
    pub fn parent(&self) -> &str {
        self.text.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    /// Whether the name says that the file is JSON.
    pub fn is_json(&self) -> bool {
        self.name().to_ascii_lowercase().ends_with(".json")
    }

    /// The path of `name` in the same folder.
    pub fn sibling(&self, name: &str) -> RepoPath {
        match self.parent() {
            "" => RepoPath::new(name),
            parent => RepoPath::new(&format!("{parent}/{name}")),
        }
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.text)
    }
}

/// The path without `.` and `..`, as it is written: no link is asked.
pub fn straight(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(out.pop()),
            part => out.push(part),
        }
    }
    out
}
