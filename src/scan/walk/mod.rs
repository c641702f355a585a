//! From a root and the paths that were asked for to a sorted list of files, and of what was left out and why.
//!
//! Hidden files count. What git tracks counts even where an ignore rule names it, and where the tracked files
//! are not known, ignore rules are not used at all: a gate would rather read too much. Symbolic links are not
//! followed, but for those that make another file of one in the repository. Nothing is read here but `.gitignore` files; [`super::read`] reads.
//!
//! The walk is our own and not `ignore::WalkBuilder`, because every folder that is left out must be said, and
//! tracked files must be found inside ignored folders. The pattern matching is the `ignore` crate's.

mod entry;
mod links;
mod listed;
mod root;
mod rules;
#[cfg(test)]
mod tests;

pub(super) use entry::Content;
pub use entry::WalkEntry;
pub(super) use listed::{Within, not_excluded, walk_listed};
pub use root::find_root;
pub(super) use root::is_top;

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::Gitignore;

use super::open::not_a_file;
use super::open_folder::OpenFolder;
use super::report::ScanError;
use crate::text::RepoPath;
use rules::{Repository, Rules};

/// What to walk.
#[derive(Debug, Default)]
pub struct WalkRequest<'a> {
    /// The folder that relative paths start from.
    pub current: PathBuf,
    /// The files and folders asked for; none means the current folder.
    pub paths: &'a [PathBuf],
    /// Patterns, written as in a `.gitignore` at the root, of what to leave out. They win over everything,
    /// named files too: a hook names every changed file.
    pub exclude: &'a [String],
    /// The `PATH` in which `git` is looked for.
    pub search_path: Option<OsString>,
}

/// What the walk met, all of it sorted by path.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// The files to read.
    pub files: Vec<WalkEntry>,
    /// What was left out, and why. A folder ends in `/` and stands for all that is in it.
    pub skipped: Vec<(RepoPath, String)>,
    /// Folders that could not be read.
    pub errors: Vec<ScanError>,
    /// What the user should know about the walk as a whole.
    pub notes: Vec<String>,
    /// Whether it met all that there is below the root, but for what ignore rules name: only then can
    /// something be said to be gone.
    pub whole: bool,
}

/// Why there was no walk.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// The user asked for something that is not there.
    #[error("{path:?} does not exist")]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// The user asked for something that cannot be looked at.
    #[error("{path:?} cannot be read: {source}")]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A pattern of what to exclude is not one.
    #[error("the exclude pattern {pattern:?} is not a pattern: {message}")]
    Pattern {
        /// The pattern as given.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
}

/// Lists the files below `root` (see [`find_root`]) that the request asks for.
pub fn walk(root: &Path, request: &WalkRequest<'_>) -> Result<Walk, WalkError> {
    let mut walker = Walker {
        root,
        exclude: rules::excludes(root, request.exclude)?,
        search_path: request.search_path.as_deref(),
        walk: Walk::default(),
    };
    let here = [PathBuf::from(".")];
    let paths = if request.paths.is_empty() { &here[..] } else { request.paths };
    for given in paths {
        walker.target(&request.current, given)?;
    }
    Ok(walker.sorted())
}

struct Walker<'a> {
    root: &'a Path,
    exclude: Gitignore,
    search_path: Option<&'a OsStr>,
    walk: Walk,
}

/// A folder on the way.
struct Folder {
    disk: PathBuf,
    /// Its path in reports; empty for the root.
    shown: Vec<u8>,
    /// The repository it is in, if its tracked files are known.
    repository: Option<Arc<Repository>>,
    /// The ignore rules that hold in it.
    rules: Option<Arc<Rules>>,
    /// Whether a rule names it, so that only the tracked files in it count.
    ignored: bool,
    only_text: bool,
}

/// What to do with something met in a folder.
enum Choice {
    Take { ignored: bool },
    Skip(String),
}

impl Walker<'_> {
    /// Walks one of the paths asked for.
    fn target(&mut self, current: &Path, given: &Path) -> Result<(), WalkError> {
        let disk = match root::resolve(current, given)? {
            root::Resolved::At(disk) => disk,
            root::Resolved::Left(reason) => {
                self.skip(RepoPath::from_bytes(given.as_os_str().as_bytes()), reason.to_owned());
                return Ok(());
            }
        };
        let unreadable = |source| WalkError::Unreadable { path: given.to_owned(), source };
        let is_folder = fs::symlink_metadata(&disk).map_err(unreadable)?.is_dir();
        let Ok(inside) = disk.strip_prefix(self.root) else {
            return self.outside(given, disk, is_folder);
        };

        self.walk.whole |= inside.as_os_str().is_empty() && self.exclude.is_empty();
        let mut folder = self.opened(Folder::top(self.root.to_owned(), Vec::new()));
        let mut parts = inside.iter().peekable();
        while let Some(name) = parts.next() {
            let last = parts.peek().is_none();
            let disk = folder.disk.join(name);
            if let Some(reason) = self.excluded(&disk, !last || is_folder) {
                self.skip(RepoPath::from_bytes(inside.as_os_str().as_bytes()), reason);
                return Ok(());
            }
            if last && !is_folder {
                self.file(&folder, name);
                return Ok(());
            }
            let named_against_rules =
                matches!(self.choice(&folder, name, true), Choice::Skip(_) | Choice::Take { ignored: true });
            let mut next = folder.child(name, false, false);
            if named_against_rules {
                next.rules = None;
                next.repository = None;
            }
            folder = self.opened(next);
        }
        self.folders(folder);
        Ok(())
    }

    /// Takes something outside the root: no ignore rule is used there.
    fn outside(&mut self, given: &Path, disk: PathBuf, is_folder: bool) -> Result<(), WalkError> {
        let mut shown = given.as_os_str().as_bytes().to_vec();
        while shown.len() > 1 && shown.ends_with(b"/") {
            shown.pop();
        }
        if is_folder {
            self.folders(Folder::top(disk, shown));
        } else if let Some(reason) = self.excluded(&disk, false) {
            self.skip(RepoPath::from_bytes(&shown), reason);
        } else {
            self.regular(RepoPath::from_bytes(&shown), disk, false);
        }
        Ok(())
    }

    /// Walks a folder and all below it. The list of open folders is ours, not the call stack's, which
    /// a deep tree would exhaust.
    fn folders(&mut self, first: Folder) {
        let mut open = vec![first];
        while let Some(folder) = open.pop() {
            let names = match names(&folder.disk) {
                Ok(names) => names,
                Err(error) => {
                    self.failed(&folder, &error);
                    continue;
                }
            };
            let has = |name: &str| names.iter().any(|(known, _)| known == name);
            let vendors = has("go.mod") && folder.disk.join("vendor/modules.txt").exists();
            for (name, is_folder) in &names {
                if name == ".git" {
                    continue;
                }
                let path = folder.path_of(name);
                let choice = match self.excluded(&folder.disk.join(name), *is_folder) {
                    Some(reason) => Choice::Skip(reason),
                    None => self.choice(&folder, name, *is_folder),
                };
                match choice {
                    Choice::Skip(reason) if *is_folder => {
                        self.skip(RepoPath::from_bytes(&[path.as_bytes(), b"/"].concat()), reason);
                    }
                    Choice::Skip(reason) => self.skip(path, reason),
                    Choice::Take { ignored } if *is_folder => {
                        self.note_missing_submodule(&folder, name);
                        let foreign = name == "node_modules" || (vendors && name == "vendor");
                        open.push(self.opened(folder.child(name, ignored, foreign)));
                    }
                    Choice::Take { .. } => self.file(&folder, name),
                }
            }
        }
    }

    /// The folder with the ignore rules in it, and with its own repository if it is the top of one.
    fn opened(&mut self, mut folder: Folder) -> Folder {
        if root::is_top(&folder.disk) {
            match Repository::open(&folder.disk, self.search_path) {
                Ok(repository) => {
                    folder.rules = Rules::of_repository(&folder.disk);
                    folder.repository = Some(Arc::new(repository));
                    folder.ignored = false;
                }
                Err(reason) => {
                    folder.rules = None;
                    folder.repository = None;
                    let note = format!("{reason}, so no ignore rule is used and every file is scanned");
                    self.walk.notes.push(note);
                }
            }
        }
        if folder.repository.is_some() {
            folder.rules = Rules::inside(folder.rules, &folder.disk);
        }
        folder
    }

    fn choice(&self, folder: &Folder, name: &OsStr, is_folder: bool) -> Choice {
        let Some(repository) = &folder.repository else { return Choice::Take { ignored: false } };
        let disk = folder.disk.join(name);
        let ignored = folder.ignored || folder.rules.as_ref().is_some_and(|r| r.ignore(&disk, is_folder));
        if !ignored || (is_folder && repository.tracks_below(&disk)) {
            Choice::Take { ignored }
        } else if !is_folder && repository.tracks(&disk) {
            Choice::Take { ignored: false }
        } else {
            Choice::Skip("ignored by .gitignore".to_owned())
        }
    }

    /// A folder that git tracks as if it were a file is a submodule. What deploys may check it out.
    fn note_missing_submodule(&mut self, folder: &Folder, name: &OsStr) {
        let disk = folder.disk.join(name);
        if folder.repository.as_ref().is_some_and(|it| it.tracks(&disk)) && !root::is_top(&disk) {
            let path = folder.path_of(name);
            self.walk
                .notes
                .push(format!("the submodule {path} is not checked out, so nothing in it is scanned"));
        }
    }

    fn excluded(&self, disk: &Path, is_folder: bool) -> Option<String> {
        let found = self.exclude.matched(disk, is_folder);
        let glob = found.inner().filter(|_| found.is_ignore())?;
        Some(format!("excluded by the pattern {:?}", glob.original()))
    }

    fn file(&mut self, folder: &Folder, name: &OsStr) {
        self.regular(folder.path_of(name), folder.disk.join(name), folder.only_text);
    }

    /// Takes what is a regular file and says what is not.
    fn regular(&mut self, path: RepoPath, disk: PathBuf, only_text: bool) {
        match fs::symlink_metadata(&disk) {
            Ok(metadata) => match not_a_file(metadata.file_type()) {
                None => self.take(path, disk, only_text, false),
                Some(what) => match links::disguised_on_disk(self.root, &path, &disk) {
                    Some(target) if metadata.is_symlink() && !only_text => {
                        self.take(path, target, false, true)
                    }
                    _ => self.skip(path, what.to_owned()),
                },
            },
            // It was removed while we walked: there is nothing left to scan.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.error(path, &error),
        }
    }

    fn take(&mut self, path: RepoPath, disk: PathBuf, only_text: bool, is_link: bool) {
        let content = Content::Disk(disk.into());
        self.walk.files.push(WalkEntry { path, only_text, content, known_as: None, is_link });
    }

    fn skip(&mut self, path: RepoPath, reason: String) {
        self.walk.skipped.push((path, reason));
    }

    fn failed(&mut self, folder: &Folder, error: &io::Error) {
        let path = if folder.shown.is_empty() { b"." } else { folder.shown.as_slice() };
        self.error(RepoPath::from_bytes(path), error);
    }

    fn error(&mut self, path: RepoPath, error: &io::Error) {
        self.walk.errors.push(ScanError {
            path: Some(path),
            span: None,
            rule: None,
            message: format!("cannot be read: {}", super::read::reason(error)),
            help: "let gatecheck read it, or leave it out with --exclude".to_owned(),
        });
    }

    /// Puts all in order. What two of the paths asked for counts once, and as fully as either wants it.
    fn sorted(self) -> Walk {
        let Walk { mut files, mut skipped, mut errors, mut notes, whole } = self.walk;
        files.sort_by(|a, b| (&a.path, a.only_text).cmp(&(&b.path, b.only_text)));
        files.dedup_by(|a, b| a.path == b.path);
        let taken: BTreeSet<&RepoPath> = files.iter().map(|file| &file.path).collect();
        skipped.retain(|(path, _)| !taken.contains(path));
        skipped.sort();
        skipped.dedup();
        errors.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
        errors.dedup();
        notes.sort();
        notes.dedup();
        Walk { files, skipped, errors, notes, whole }
    }
}

impl Folder {
    fn top(disk: PathBuf, shown: Vec<u8>) -> Self {
        Self { disk, shown, repository: None, rules: None, ignored: false, only_text: false }
    }

    fn child(&self, name: &OsStr, ignored: bool, foreign: bool) -> Self {
        Self {
            disk: self.disk.join(name),
            shown: self.path_of(name).as_bytes().to_vec(),
            repository: self.repository.clone(),
            rules: self.rules.clone(),
            ignored,
            only_text: self.only_text || foreign,
        }
    }

    fn path_of(&self, name: &OsStr) -> RepoPath {
        match self.shown.as_slice() {
            b"" => RepoPath::from_bytes(name.as_bytes()),
            b"/" => RepoPath::from_bytes(&[b"/", name.as_bytes()].concat()),
            shown => RepoPath::from_bytes(&[shown, b"/", name.as_bytes()].concat()),
        }
    }
}

/// What is in a folder: each name, and whether it is a folder itself (a link to one is not). If there is a link on
/// the way now, somebody is swapping folders.
fn names(folder: &Path) -> io::Result<Vec<(OsString, bool)>> {
    OpenFolder::open(folder)?.names()
}
