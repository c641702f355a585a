//! The version whose gate counts: that of a commit, by which a change is judged.
//!
//! Who writes a change must not be able to accept what it brings. So an ignore in a file counts only for what an
//! ignore accepted at that commit too. Everything is read from git's store, and only of files that hold ignores
//! and differ from what they were.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::charts::Charts;
use super::compare::{ChangesError, files_of};
use super::file::{Depth, look_at};
use super::git::{Git, GitError, Listed, ObjectId};
use super::policies::{PolicyFolderError, stored_policies};
use super::read::{Read, read};
use super::run::guarded;
use super::walk::WalkEntry;
use crate::document::FileKind;
use crate::finding::suppress::Suppression;
use crate::policy::{PolicySet, Rule};
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
    /// What ignores accepted in the files that were asked about.
    accepted: Mutex<BTreeMap<RepoPath, Arc<Accepted>>>,
}

/// What the ignores in a file accepted.
#[derive(Debug, Default)]
pub(super) struct Accepted {
    /// How many findings of each rule and place ([`Finding::ignored_as`](crate::finding::Finding)).
    pub(super) findings: BTreeMap<String, usize>,
    /// The ignores themselves: rules over many documents are not asked about one version of one file.
    suppressions: Vec<Suppression>,
}

impl Accepted {
    /// How many ignores of the rule there were.
    pub(super) fn of_rule(&self, rule: &Rule) -> usize {
        let names = |one: &&Suppression| one.rules.iter().any(|(pattern, _)| pattern.matches(rule));
        self.suppressions.iter().filter(|one| one.reason.is_some()).filter(names).count()
    }
}

impl Reference {
    /// The commit that `name` names. `counts` says whether its gate is the one that counts; else what was changed
    /// is only said. Also returns what the user should know about its files.
    pub fn new(
        name: &str,
        commit: ObjectId,
        git: Git,
        root: &Path,
        counts: bool,
    ) -> Result<(Self, Vec<String>), ChangesError> {
        let (files, notes) = files_of(&git, &commit, root, &[])?;
        let files: BTreeMap<_, _> = files.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
        let charts = Charts::among(files.keys());
        let (name, accepted) = (name.to_owned(), Mutex::default());
        Ok((Self { name, commit, git, counts, files, charts, accepted }, notes))
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

    /// What the ignores in its version of a file accepted; `judged` decides about the findings in that version.
    pub(super) fn accepted(
        &self,
        path: &RepoPath,
        set: &PolicySet,
        judged: impl FnOnce(&mut super::file::FileWork),
    ) -> Arc<Accepted> {
        let known = || self.accepted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(accepted) = known().get(path) {
            return Arc::clone(accepted);
        }
        let accepted = Arc::new(self.ask(path, set, judged));
        known().insert(path.clone(), Arc::clone(&accepted));
        accepted
    }

    fn ask(
        &self,
        path: &RepoPath,
        set: &PolicySet,
        judged: impl FnOnce(&mut super::file::FileWork),
    ) -> Accepted {
        let Some(entry) = self.files.get(path) else { return Accepted::default() };
        let template = self.charts.has_template(path);
        let mut evaluator = set.evaluator();
        let mut then =
            guarded(entry, || look_at(entry, read(entry), template, set, Depth::Unproved, &mut evaluator));
        judged(&mut then);
        let mut accepted =
            Accepted { suppressions: std::mem::take(&mut then.suppressions), ..Accepted::default() };
        for finding in then.findings.into_iter().filter(|finding| finding.status.is_suppressed()) {
            *accepted.findings.entry(finding.ignored_as).or_default() += 1;
        }
        accepted
    }
}
