//! What a change is compared with: the index with HEAD, and the files of a commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Comparison, Reported};
use crate::limits;
use crate::scan::git::{Git, GitError, Listed, Mode, ObjectId};
use crate::scan::walk::{Walk, WalkEntry, WalkError, Within, is_top, walk_listed};
use crate::text::RepoPath;

/// The index as a scan takes it.
#[derive(Debug)]
pub struct Staged {
    /// All its files, to be read from git's store.
    pub walk: Walk,
    /// Which of them are staged, and what they were.
    pub comparison: Comparison,
}

/// Why it is not known what was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangesError {
    /// Git could not tell.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A pattern of what to exclude is not one.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// A path leads elsewhere.
    #[error("not every path is in the repository at {root:?}")]
    Outside {
        /// The top of the repository.
        root: PathBuf,
    },
    /// A path is not in the index.
    #[error("{path} is neither in git's index nor in HEAD")]
    NotStaged {
        /// The path.
        path: RepoPath,
    },
    /// A merge is not finished.
    #[error("a merge is not finished: {paths}")]
    Conflicts {
        /// The files in conflict.
        paths: String,
    },
}

impl ChangesError {
    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Git(error) => Some(error.help()),
            Self::Walk(_) => None,
            Self::Outside { .. } => Some("run gatecheck in the repository of the files"),
            Self::NotStaged { .. } => Some("mend the path, or stage the file with `git add`"),
            Self::Conflicts { .. } => Some("resolve the conflicts and `git add` the files"),
        }
    }
}

/// The index below `root`, and which of its files are staged: those that differ from HEAD, among `paths` in the
/// folder `current` if there are any. Before the first commit that is all of them.
pub fn staged(
    git: &Git,
    root: &Path,
    current: &Path,
    paths: &[PathBuf],
    exclude: &[String],
) -> Result<Staged, ChangesError> {
    let outside = || ChangesError::Outside { root: root.to_owned() };
    let within = Within::new(root, current, paths).ok_or_else(outside)?;
    let mut index = git.index()?;
    no_conflicts(&index)?;
    let head = match git.head()? {
        Some(commit) => git.tree(&commit)?,
        None => Vec::new(),
    };
    let was: BTreeMap<&RepoPath, &Listed> = head.iter().map(|it| (&it.path, it)).collect();
    let intended = intended(git, &index, &was)?;
    index.retain(|it| !intended.contains(&it.path));
    let known: Vec<&RepoPath> = index.iter().chain(&head).map(|it| &it.path).chain(&intended).collect();
    if let Some(path) = within.unknown(root, &known) {
        return Err(ChangesError::NotStaged { path });
    }

    let same = |a: &Listed, b: &Listed| (a.mode, a.executable, &a.id) == (b.mode, b.executable, &b.id);
    let differs = |it: &&Listed| was.get(&it.path).is_none_or(|was| !same(it, was));
    let staged: BTreeSet<&RepoPath> =
        index.iter().filter(differs).map(|it| &it.path).filter(|path| within.contains(path)).collect();
    let is: BTreeSet<&RepoPath> = index.iter().map(|it| &it.path).collect();
    let objects = Arc::new(git.objects()?);
    let mut walk = walk_listed(root, &index, &objects, exclude)?;
    let mut base = walk_listed(root, &head, &objects, exclude)?.files;
    let deleted = |path: &RepoPath| !is.contains(path) && within.contains(path);
    base.retain(|entry| staged.contains(&entry.path) || deleted(&entry.path));
    let files = walk.files.iter().map(|entry| &entry.path).filter(|path| staged.contains(path));
    let files: BTreeSet<RepoPath> = files.cloned().collect();
    walk.skipped.retain(|(skipped, _)| match skipped.as_str().ends_with('/') {
        true => staged.iter().any(|path| path.as_bytes().starts_with(skipped.as_bytes())),
        false => staged.contains(skipped),
    });
    let why = "only intended to be added (`git add -N`)".to_owned();
    let intended = intended.into_iter().filter(|path| within.contains(path));
    walk.skipped.extend(intended.map(|path| (path, why.clone())));
    walk.skipped.sort();
    Ok(Staged { walk, comparison: Comparison { base, reported: Reported::Files(files) } })
}

/// The files that were to be added later: nothing of them is staged, though the index lists them as empty.
fn intended(
    git: &Git,
    index: &[Listed],
    was: &BTreeMap<&RepoPath, &Listed>,
) -> Result<BTreeSet<RepoPath>, GitError> {
    let empty = index.iter().filter(|it| it.id.is_empty_file() && !was.contains_key(&it.path));
    let empty: BTreeSet<RepoPath> = empty.map(|it| it.path.clone()).collect();
    if empty.is_empty() {
        return Ok(empty);
    }
    let added: BTreeSet<RepoPath> = git.added()?.into_iter().collect();
    Ok(empty.difference(&added).cloned().collect())
}

fn no_conflicts(index: &[Listed]) -> Result<(), ChangesError> {
    /// How many paths a message names.
    const NAMED: usize = 5;
    let paths: BTreeSet<&RepoPath> = index.iter().filter(|it| it.stage != 0).map(|it| &it.path).collect();
    if paths.is_empty() {
        return Ok(());
    }
    let named: Vec<&str> = paths.iter().take(NAMED).map(|path| path.as_str()).collect();
    let mut named = named.join(", ");
    if paths.len() > NAMED {
        named.push_str(&format!(" and {} more", paths.len() - NAMED));
    }
    Err(ChangesError::Conflicts { paths: named })
}

/// All files of a commit and of the submodules that it names, and what the user should know about them.
pub(in crate::scan) fn files_of(
    git: &Git,
    commit: &ObjectId,
    root: &Path,
) -> Result<(Vec<WalkEntry>, Vec<String>), ChangesError> {
    let mut reading = Reading { root, files: Vec::new(), notes: Vec::new() };
    reading.read(git, commit, "", limits::SUBMODULES)?;
    Ok((reading.files, reading.notes))
}

/// Reads the files of a commit, and of the submodules that it names.
struct Reading<'a> {
    root: &'a Path,
    files: Vec<WalkEntry>,
    notes: Vec<String>,
}

impl Reading<'_> {
    /// Adds the files of a commit of the repository at `prefix`, which ends in `/` unless it is empty.
    fn read(&mut self, git: &Git, commit: &ObjectId, prefix: &str, depth: usize) -> Result<(), ChangesError> {
        let mut listed = git.tree(commit)?;
        for it in &mut listed {
            it.path = RepoPath::from_bytes(&[prefix.as_bytes(), it.path.as_bytes()].concat());
        }
        let objects = Arc::new(git.objects()?);
        self.files.extend(walk_listed(self.root, &listed, &objects, &[])?.files);
        for it in listed.iter().filter(|it| it.mode == Mode::Submodule) {
            let folder = self.root.join(it.path.as_str());
            // A submodule that is not checked out has no files; and a name must not lead anywhere else.
            let is_here = folder.canonicalize().is_ok_and(|real| real == folder) && is_top(&folder);
            if !is_here {
                continue;
            }
            let inside = git.submodule(&folder)?;
            let below = format!("{}/", it.path);
            let known = depth > 0 && inside.commit(it.id.as_str()).is_ok_and(|commit| commit == it.id);
            if known {
                self.read(&inside, &it.id, &below, depth - 1)?;
            } else {
                self.notes.push(format!(
                    "the earlier commit of the submodule {} is not here, so all that is in it counts as new",
                    it.path
                ));
            }
        }
        Ok(())
    }
}
