//! The version whose gate counts: that of a commit, by which a change is judged.
//!
//! Who writes a change must not be able to accept what it brings. So an ignore in a file counts only for what an
//! ignore accepted at that commit too (`accepted`). Everything is read from git's store.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::charts::Charts;
use super::compare::{ChangesError, Comparison, Reported, files_of};
use super::git::{Git, GitError, Listed, ObjectId};
use super::policies::{PolicyFolderError, stored_policies};
use super::read::{Read, read};
use super::walk::{WalkEntry, Within, not_excluded};
use crate::document::FileKind;
use crate::text::{RepoPath, SourceFile};

/// The commit by which a change is judged.
#[derive(Debug)]
pub struct Reference {
    name: String,
    commit: ObjectId,
    git: Git,
    counts: bool,
    files: BTreeMap<RepoPath, WalkEntry>,
    charts: Charts,
    /// What the user asks for.
    within: Option<Within>,
}

impl Reference {
    /// The commit that `name` names. `counts` says whether its gate is the one that counts; else what was changed
    /// is only said. `paths`, in the folder `current`, is what is scanned. Also returns what the user should know about
    /// its files.
    pub fn new(
        name: &str,
        commit: ObjectId,
        git: Git,
        root: &Path,
        (current, paths): (&Path, &[PathBuf]),
        counts: bool,
    ) -> Result<(Self, Vec<String>), ChangesError> {
        let (files, notes) = files_of(&git, &commit, root)?;
        let files: BTreeMap<_, _> = files.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
        let charts = Charts::among(files.keys());
        let within = Within::new(root, current, paths);
        Ok((Self { name: name.to_owned(), commit, git, counts, files, charts, within }, notes))
    }

    /// Its files as what a scan is compared with: those among what the user asks for that are not to be excluded.
    pub fn comparison(&self, root: &Path, exclude: &[String]) -> Result<Comparison, ChangesError> {
        let outside = || ChangesError::Outside { root: root.to_owned() };
        let within = self.within.as_ref().ok_or_else(outside)?;
        let asked_for = self.files.values().filter(|entry| within.contains(&entry.path));
        let base = not_excluded(root, asked_for, exclude)?;
        Ok(Comparison { base, reported: Reported::NewSince(self.name.clone()) })
    }

    /// The name that the user gave.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The commit.
    pub fn commit(&self) -> &ObjectId {
        &self.commit
    }

    /// Whether its gate is the one that counts.
    pub fn counts(&self) -> bool {
        self.counts
    }

    /// The bytes of one of its files; `None` if it has none of that path.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        self.git.file(&self.commit, path)
    }

    /// The texts of its policies in a folder.
    pub fn policies(&self, folder: &str) -> Result<Vec<(String, String)>, PolicyFolderError> {
        let failed = |error: GitError| PolicyFolderError::new(Path::new(folder), &error.to_string());
        let listed: Vec<Listed> = self.git.tree(&self.commit).map_err(failed)?;
        stored_policies(&listed, &self.git, folder)
    }

    /// Whether the file, of which there are documents of these kinds, is what it was. The same text is another file
    /// if nothing but secrets was looked for in it, as in a chart's template.
    pub(super) fn has(&self, source: &SourceFile, kinds: &BTreeSet<FileKind>) -> bool {
        let Some(then) = self.files.get(&source.path) else { return false };
        let was_text = then.only_text || self.charts.has_template(&source.path);
        !(was_text && kinds.iter().any(|kind| *kind != FileKind::Text))
            && matches!(read(then), Read::Text(then) if then.text == source.text)
    }

    /// The paths of its files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &RepoPath> {
        self.files.keys()
    }

    /// Whether the user asks for what is at a path.
    pub(super) fn is_asked_for(&self, path: &RepoPath) -> bool {
        self.within.as_ref().is_some_and(|within| within.contains(path))
    }

    /// One of its files.
    pub(super) fn entry(&self, path: &RepoPath) -> Option<&WalkEntry> {
        self.files.get(path)
    }

    /// Its charts.
    pub(super) fn charts(&self) -> &Charts {
        &self.charts
    }
}
