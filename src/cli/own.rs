//! The repository's own files that decide about the gate, in the version that counts: that on disk or in the index,
//! or that of a commit, by which a change is judged that would otherwise bring its own judge.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};
use std::sync::Arc;

use super::diagnostic::UserError;
use super::policies::{self, unread};
use super::setup::source;
use crate::policy::Bundle;
use crate::scan::{Git, Reference, staged_policies};
use crate::text::{RepoPath, SourceFile, straight};

/// A repository's own files.
#[derive(Clone, Copy)]
pub(super) struct Own<'a> {
    pub(super) root: &'a Path,
    /// The repository, if its index is what is scanned.
    pub(super) index: Option<&'a Git>,
    /// The commit that the files are held against, if any.
    pub(super) reference: Option<&'a Reference>,
}

impl<'a> Own<'a> {
    /// The commit whose versions count, if one's do.
    pub(super) fn counting(&self) -> Option<&'a Reference> {
        self.reference.filter(|reference| reference.counts())
    }

    /// The version that counts of the file at `path` from the root, which may be there.
    pub(super) fn file(&self, path: &str) -> Result<Option<Arc<SourceFile>>, UserError> {
        match self.counting() {
            Some(reference) => then(reference, path),
            None => self.present(path),
        }
    }

    /// The version that counts of a file that the user names and that must be there. What lies elsewhere is the
    /// user's own.
    pub(super) fn named(&self, file: &Path) -> Result<Arc<SourceFile>, UserError> {
        let (Some(reference), Some(path)) = (self.counting(), self.below(file)) else {
            return source(file, self.root);
        };
        then(reference, &path)?.ok_or_else(|| {
            UserError::new(format!("{} is not in {}, whose version counts", file.display(), reference.name()))
                .with_help("add it there first, or name a file outside of the repository")
        })
    }

    /// The policies in a folder that the user names, in the version that counts.
    pub(super) fn policies(&self, folder: &Path) -> Result<Bundle, UserError> {
        let files = match (self.counting(), self.below(folder)) {
            (Some(reference), Some(path)) => {
                reference.policies(&path).map_err(|error| unread(&error, &of(reference)))?
            }
            _ => policies::read(folder)?,
        };
        Ok(Bundle::from_files(files))
    }

    /// The policies in a folder of the repository's own, which its configuration names.
    pub(super) fn repository_policies(&self, folder: &str) -> Result<Bundle, UserError> {
        let leaves = Path::new(folder).components().any(|part| !matches!(part, Component::Normal(_)));
        if folder.is_empty() || leaves {
            return Err(UserError::new(format!(
                "the folder of policies {folder:?} must lie in the repository"
            ))
            .with_help("name it from the repository's root, without `..`"));
        }
        let files = match (self.counting(), self.index) {
            (Some(reference), _) => reference.policies(folder).map_err(|it| unread(&it, &of(reference)))?,
            (None, Some(git)) => staged_policies(git, folder).map_err(|it| unread(&it, " of the index"))?,
            (None, None) => {
                let place = self.root.join(folder);
                // Whatever it leads to is no part of what is scanned.
                if place.canonicalize().is_ok_and(|real| real != place) {
                    return Err(UserError::new(format!(
                        "the folder of policies {folder:?} is behind a link"
                    ))
                    .with_help("put the folder itself there"));
                }
                policies::read(&place)?
            }
        };
        Ok(Bundle::from_files(files))
    }

    /// The path from the root of what lies in the repository; `None` for what lies elsewhere. Links on the way are
    /// not asked, unless only they lead into it: who writes a change may have laid them.
    pub(super) fn below(&self, file: &Path) -> Option<String> {
        let written = straight(&std::path::absolute(file).ok()?);
        let real = file.canonicalize().ok();
        let below = |path: &Path| path.strip_prefix(self.root).ok().map(Path::to_path_buf);
        let below = below(&written).or_else(|| below(&real?))?;
        Some(below.to_string_lossy().into_owned())
    }

    /// Whether a file that should stand above the repository is a part of it, in the version that is scanned.
    pub(super) fn is_changeable(&self, file: &Path) -> bool {
        self.counting().is_none() && self.below(file).is_some() && Git::at(self.root, None).is_ok()
    }

    /// What is on disk or in the index at `path` from the root.
    pub(super) fn present(&self, path: &str) -> Result<Option<Arc<SourceFile>>, UserError> {
        let Some(git) = self.index else {
            let file = self.root.join(path);
            return match fs::symlink_metadata(&file) {
                Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    Ok(None)
                }
                _ => source(&file, self.root).map(Some),
            };
        };
        let failed = |why: &str| UserError::new(format!("{path} cannot be read as it is staged: {why}"));
        let staged = git.staged(path).map_err(|error| failed(&error.to_string()).with_help(error.help()))?;
        text(path, staged, failed)
    }
}

/// The commit's version of the file at `path` from the root.
pub(super) fn then(reference: &Reference, path: &str) -> Result<Option<Arc<SourceFile>>, UserError> {
    let failed = |why: &str| UserError::new(format!("{path}{} cannot be read: {why}", of(reference)));
    let bytes = reference.file(path).map_err(|error| failed(&error.to_string()).with_help(error.help()))?;
    text(path, bytes, failed)
}

/// What git has at `path`, as text.
fn text(
    path: &str,
    bytes: Option<Vec<u8>>,
    failed: impl Fn(&str) -> UserError,
) -> Result<Option<Arc<SourceFile>>, UserError> {
    let Some(bytes) = bytes else { return Ok(None) };
    let text = String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8"))?;
    Ok(Some(Arc::new(SourceFile::new(RepoPath::new(path), text))))
}

fn of(reference: &Reference) -> String {
    format!(" of {}", reference.name())
}
