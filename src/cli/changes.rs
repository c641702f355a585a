//! The files of a scan of what was changed: those in git's index, or those on disk and what they were.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::diagnostic::UserError;
use super::job::{current_folder, gather};
use super::streams::Streams;
use crate::scan::{self, ChangesError, Comparison, Git, Reference, Staged, Walk, find_root};

/// What of the files is scanned and reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Changes {
    /// All that is on disk.
    All,
    /// What is staged, as the index holds it.
    Staged,
    /// All that is on disk; reported is what is new since a commit of this name.
    Since(String),
}

/// The files of a scan.
pub(super) struct Gathered {
    pub(super) root: PathBuf,
    pub(super) walk: Walk,
    /// What they are compared with.
    pub(super) comparison: Option<Comparison>,
    /// The repository, if its index is what is scanned.
    pub(super) index: Option<Git>,
    /// The commit that the gate's own files are held against.
    pub(super) reference: Option<Reference>,
}

impl From<(PathBuf, Walk)> for Gathered {
    fn from((root, walk): (PathBuf, Walk)) -> Self {
        Self { root, walk, comparison: None, index: None, reference: None }
    }
}

/// The index, of which the staged files are reported. It need not be the repository's own: for a commit of only
/// some files git makes one, and names it to its hooks.
pub(super) fn staged(paths: &[PathBuf], exclude: &[String]) -> Result<Gathered, UserError> {
    let current = current_folder()?;
    let root = find_root(&current, &[]).map_err(|error| UserError::new(error.to_string()))?;
    let index = env::var_os("GIT_INDEX_FILE").filter(|path| !path.is_empty());
    let index = index.map(|path| current.join(path));
    let git = git(&root, "--staged")?.with_index(index);
    let Staged { walk, comparison } = scan::staged(&git, &root, &current, paths, exclude).map_err(wrong)?;
    let comparison = Some(comparison);
    Ok(Gathered { root, walk, comparison, index: Some(git), reference: None })
}

/// The files on disk, compared with those of the commit where HEAD and `reference` parted.
pub(super) fn since(
    reference: &str,
    paths: &[PathBuf],
    exclude: &[String],
    streams: &mut Streams,
) -> Result<Gathered, UserError> {
    let (root, walk) = gather(paths, exclude, None, streams)?;
    let git = git(&root, "--diff-base")?;
    let base = git.merge_base(reference).map_err(|error| wrong(error.into()))?;
    let asked = (&*current_folder()?, paths);
    let (reference, notes) = Reference::new(reference, base, git, &root, asked, false).map_err(wrong)?;
    let comparison = reference.comparison(&root, exclude).map_err(wrong)?;
    for note in &notes {
        streams.warn(note);
    }
    Ok(Gathered { root, walk, comparison: Some(comparison), index: None, reference: Some(reference) })
}

/// The commit by whose gate a change of what is at `paths` is judged.
pub(super) fn judge(
    reference: &str,
    root: &Path,
    paths: &[PathBuf],
    streams: &mut Streams,
) -> Result<Reference, UserError> {
    let git = git(root, "--config-from-ref")?;
    let commit = git.commit(reference).map_err(|error| wrong(error.into()))?;
    let asked = (&*current_folder()?, paths);
    let (reference, notes) = Reference::new(reference, commit, git, root, asked, true).map_err(wrong)?;
    for note in &notes {
        streams.warn(note);
    }
    Ok(reference)
}

fn git(root: &Path, flag: &str) -> Result<Git, UserError> {
    let search_path: Option<OsString> = env::var_os("PATH");
    Git::at(root, search_path).map_err(|error| {
        let help = error.help();
        UserError::new(format!("{flag} needs a git repository: {error}")).with_help(help)
    })
}

fn wrong(error: ChangesError) -> UserError {
    let said = UserError::new(error.to_string());
    match error.help() {
        Some(help) => said.with_help(help),
        None => said,
    }
}
