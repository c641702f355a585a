//! A file that a walk met: where its bytes are, and which kind claims it.

use std::path::Path;
use std::sync::Arc;

use crate::document::{FileKind, classify, kind_of, may_go_on_as_object};
use crate::limits;
use crate::scan::git::Blob;
use crate::text::{RepoPath, SourceFile};

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkEntry {
    /// The file, relative to the root; one outside the root as it was given.
    pub path: RepoPath,
    /// Whether it is only searched for secrets: somebody else's file, kept in the repository.
    pub only_text: bool,
    /// Where its bytes are.
    pub(in crate::scan) content: Content,
    /// The path that findings in it are known by, where that is another: that of a file before it was renamed.
    pub(in crate::scan) known_as: Option<RepoPath>,
    /// Whether its path is a link: the bytes are another file's.
    pub(in crate::scan) is_link: bool,
}

/// Where a file's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::scan) enum Content {
    /// On disk, at a path that is absolute and has no symbolic link in it.
    Disk(Arc<Path>),
    /// Here: they came from standard input.
    Given(Arc<[u8]>),
    /// In git's store.
    Stored(Blob),
}

impl WalkEntry {
    /// A file whose bytes did not come from disk, such as standard input.
    pub fn given(path: RepoPath, bytes: Vec<u8>) -> Self {
        Self { path, only_text: false, content: Content::Given(bytes.into()), known_as: None, is_link: false }
    }

    /// The same file with other bytes, to see what a scan would say of them.
    #[must_use]
    pub fn holding(&self, bytes: Vec<u8>) -> Self {
        Self { content: Content::Given(bytes.into()), ..self.clone() }
    }

    /// Where the file lies on disk; `None` for standard input and what is in git's store.
    pub fn on_disk(&self) -> Option<&Path> {
        match &self.content {
            Content::Disk(path) => Some(path),
            Content::Given(_) | Content::Stored(_) => None,
        }
    }

    /// The bytes of standard input; `None` for a file on disk.
    pub fn given_bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Disk(_) | Content::Stored(_) => None,
            Content::Given(bytes) => Some(bytes),
        }
    }

    /// The kind that claims the file.
    pub fn kind(&self, source: &SourceFile) -> FileKind {
        self.kind_of(&source.text)
    }

    pub(in crate::scan) fn kind_of(&self, text: &str) -> FileKind {
        if self.only_text { FileKind::Text } else { kind_of(&self.path, text) }
    }

    /// Whether the file may be an object of Kubernetes, of which only this part is known.
    pub(in crate::scan) fn may_be_object(&self, part: &str) -> bool {
        !self.only_text && self.path.is_json() && may_go_on_as_object(part)
    }

    pub(in crate::scan) fn kind_by_head(&self, text: &str) -> FileKind {
        if self.only_text {
            return FileKind::Text;
        }
        let end = text.floor_char_boundary(limits::HEAD_BYTES);
        classify(&self.path, text.get(..end).unwrap_or_default())
    }
}
