//! The one safe way of asking git about a repository that a stranger may have made.
//!
//! The `git` command is the only program that is run here. Nothing in the repository's own configuration may
//! make it run another one, so only commands are used that look at neither the work tree nor any filter:
//! names are resolved, commits, trees and the index are listed, and objects are read by their ids. What a file
//! on disk has to do with them is for others to find out.

mod answer;
mod listing;
mod objects;
mod tracked;

use answer::answer;
pub use listing::{Listed, Mode};
pub(super) use objects::Blob;
pub use objects::{ObjectId, Objects};
pub(super) use tracked::{Tracked, tracked};

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::open::not_a_file;
use super::walk::is_top;
use crate::limits;
use crate::text::RepoPath;

/// A repository, by the top of its work tree.
#[derive(Debug, Clone)]
pub struct Git {
    top: PathBuf,
    search_path: Option<OsString>,
    index: Option<PathBuf>,
}

/// Why git could not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// There is no repository to ask about.
    #[error("{folder:?} is not the top of a git work tree")]
    NoRepository {
        /// Where one was looked for.
        folder: PathBuf,
    },
    /// There is no git.
    #[error("git could not be run: {reason}")]
    NoGit {
        /// What the system says.
        reason: String,
    },
    /// It says nothing, and does not end.
    #[error("git was silent for {} seconds", limits::GIT.as_secs())]
    Silent,
    /// What the user wrote is not the name of a commit.
    #[error("{reference:?} cannot be the name of a commit")]
    BadName {
        /// The name.
        reference: String,
    },
    /// The commit is not here.
    #[error("there is no commit {reference:?} in this repository")]
    Unknown {
        /// Its name.
        reference: String,
        /// Whether the repository is a clone that was cut short.
        shallow: bool,
    },
    /// It names several.
    #[error("{reference:?} names several commits: {}", names.join(", "))]
    Ambiguous {
        /// The name.
        reference: String,
        /// The full names that it may stand for.
        names: Vec<String>,
    },
    /// The two have no common past, as far as it is here.
    #[error("{reference:?} and HEAD have no common commit in this repository")]
    Unrelated {
        /// The name of the other commit.
        reference: String,
        /// Whether the repository is a clone that was cut short.
        shallow: bool,
    },
    /// What should be a file is something else.
    #[error("{path} is a {what} in git")]
    NotAFile {
        /// Its path.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// Git failed.
    #[error("git could not {doing}: {said}")]
    Failed {
        /// What it was asked to do.
        doing: &'static str,
        /// What it says about it.
        said: String,
    },
}

impl GitError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        const DEEPEN: &str = "this clone was cut short: fetch the rest with `git fetch --unshallow`, or more of it \
             with `git fetch --deepen 100`; actions/checkout does with `fetch-depth: 0`, GitLab with \
             GIT_DEPTH: 0";
        match self {
            Self::NoRepository { .. } => "run it in a git repository",
            Self::NoGit { .. } => "install git, or scan without the flags that need it",
            Self::Silent => "see what in the repository's .git folder git waits for, such as a pipe",
            Self::BadName { .. } => "name a branch, a tag or a commit, such as origin/main",
            Self::Unknown { shallow: true, .. } | Self::Unrelated { shallow: true, .. } => DEEPEN,
            Self::Unknown { .. } => "fetch it, for example with `git fetch origin`, or mend the name",
            Self::Ambiguous { .. } => "write out which one is meant",
            Self::Unrelated { .. } => "name a branch that this one comes from",
            Self::NotAFile { .. } => "put a regular file in its place",
            Self::Failed { .. } => "see what `git fsck` says",
        }
    }
}

/// Configuration that could make git run a program, turned off one by one.
pub(super) const SAFE: &[&str] = &[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "safe.bareRepository=explicit",
    "diff.external=",
    "protocol.allow=never",
];

impl Git {
    /// The repository of which `top` is the top of a work tree. `search_path` is the `PATH` in which `git` is
    /// looked for.
    pub fn at(top: &Path, search_path: Option<OsString>) -> Result<Self, GitError> {
        if !is_top(top) {
            return Err(GitError::NoRepository { folder: top.to_owned() });
        }
        if let Some(said) = waits(top) {
            return Err(GitError::Failed { doing: "be asked", said });
        }
        Ok(Self { top: top.to_owned(), search_path, index: None })
    }

    /// The same repository with another index, which git makes for a hook when only some files are committed.
    pub fn with_index(mut self, index: Option<PathBuf>) -> Self {
        self.index = index;
        self
    }

    /// Another repository, that of a submodule in `folder`.
    pub(super) fn submodule(&self, folder: &Path) -> Result<Self, GitError> {
        Self::at(folder, self.search_path.clone())
    }

    /// The commit that a branch, a tag or anything else names that git can resolve.
    pub fn commit(&self, reference: &str) -> Result<ObjectId, GitError> {
        let bad = reference.is_empty() || reference.starts_with('-') || reference.contains(char::is_control);
        if bad {
            return Err(GitError::BadName { reference: reference.to_owned() });
        }
        let names = self.meanings(reference)?;
        let mut meant: Vec<ObjectId> = Vec::new();
        for name in names.iter().map(String::as_str).chain([reference]) {
            meant.extend(self.resolved(name)?);
        }
        meant.sort();
        meant.dedup();
        match meant.pop() {
            Some(id) if meant.is_empty() => Ok(id),
            Some(_) => Err(GitError::Ambiguous { reference: reference.to_owned(), names }),
            None => Err(GitError::Unknown { reference: reference.to_owned(), shallow: self.is_shallow()? }),
        }
    }

    fn resolved(&self, name: &str) -> Result<Option<ObjectId>, GitError> {
        let name = format!("{name}^{{commit}}");
        let output = self.run(&["rev-parse", "--quiet", "--verify", "--end-of-options", &name])?;
        let line = String::from_utf8_lossy(&output.stdout);
        Ok(ObjectId::parse(line.trim_end()).filter(|_| output.status.success()))
    }

    /// The tag and the branches of that name. Git takes the tag, and says so where nobody reads it: who may push one
    /// could put another commit in the place of the branch that a change is judged by.
    fn meanings(&self, reference: &str) -> Result<Vec<String>, GitError> {
        let names = ["refs/tags/", "refs/heads/", "refs/remotes/"].map(|kind| format!("{kind}{reference}"));
        let [tag, branch, remote] = &names;
        let output = self.run(&["for-each-ref", "--format=%(refname)", "--", tag, branch, remote])?;
        if !output.status.success() {
            return Err(failed("list what is called so", &output));
        }
        let listed = String::from_utf8_lossy(&output.stdout).into_owned();
        Ok(names.into_iter().filter(|name| listed.lines().any(|line| line == name)).collect())
    }

    /// The commit that is checked out; `None` before the first one.
    pub fn head(&self) -> Result<Option<ObjectId>, GitError> {
        let output = self.run(&["rev-parse", "--quiet", "--verify", "HEAD"])?;
        match output.status.success() {
            true => self.commit("HEAD").map(Some),
            false if output.stderr.is_empty() => Ok(None),
            false => Err(failed("tell which commit is checked out", &output)),
        }
    }

    /// The commit at which HEAD and `reference` parted.
    pub fn merge_base(&self, reference: &str) -> Result<ObjectId, GitError> {
        let other = self.commit(reference)?;
        let head = self.commit("HEAD")?;
        let output = self.run(&["merge-base", other.as_str(), head.as_str()])?;
        let text = String::from_utf8_lossy(&output.stdout);
        match (text.lines().next().and_then(ObjectId::parse), output.status.code()) {
            (Some(base), Some(0)) => Ok(base),
            (_, Some(1)) => {
                Err(GitError::Unrelated { reference: reference.to_owned(), shallow: self.is_shallow()? })
            }
            _ => Err(failed("find where the branches parted", &output)),
        }
    }

    /// Every file of a commit, sorted by path.
    pub fn tree(&self, commit: &ObjectId) -> Result<Vec<Listed>, GitError> {
        self.list(
            "list the files of a commit",
            &["ls-tree", "-r", "-z", "--full-tree", commit.as_str(), "--"],
        )
    }

    /// Every file of the index, sorted by path; one in conflict several times.
    pub fn index(&self) -> Result<Vec<Listed>, GitError> {
        self.list("list the index", &["ls-files", "-s", "-z", "--"])
    }

    /// The paths of what is new in the index. A file that is only intended to be added (`git add -N`) is not
    /// among them.
    pub fn added(&self) -> Result<Vec<RepoPath>, GitError> {
        let words = ["diff", "--cached", "--name-only", "--diff-filter=A", "--no-renames", "-z"];
        let safe = ["--no-ext-diff", "--no-textconv", "--ita-invisible-in-index", "--"];
        let output = self.run(&[&words[..], &safe].concat())?;
        if !output.status.success() {
            return Err(failed("tell what is staged", &output));
        }
        let names = output.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        let mut paths: Vec<RepoPath> = names.map(RepoPath::from_bytes).collect();
        paths.sort();
        Ok(paths)
    }

    /// The bytes of the file at `path` in a commit; `None` if there is none. Of a file larger than any that is
    /// scanned it is only the beginning.
    pub fn file(&self, commit: &ObjectId, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let arguments = ["ls-tree", "-z", "--full-tree", commit.as_str(), "--", path];
        let listed = self.list("look for a file in a commit", &arguments)?;
        self.content(&listed, path)
    }

    /// The bytes of the file at `path` in the index, in the same way.
    pub fn staged(&self, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let listed = self.list("look for a file in the index", &["ls-files", "-s", "-z", "--", path])?;
        self.content(&listed, path)
    }

    fn content(&self, listed: &[Listed], path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let wanted = |file: &&Listed| file.path.as_bytes() == path.as_bytes();
        let Some(file) = listed.iter().find(wanted) else { return Ok(None) };
        let what = match file.mode {
            _ if file.stage != 0 => "file in conflict",
            Mode::File => return self.objects()?.read(&file.id, limits::FILE_BYTES + 1).map(Some),
            Mode::Link => "symbolic link",
            Mode::Submodule => "submodule",
            Mode::Folder => "folder",
        };
        Err(GitError::NotAFile { path: path.to_owned(), what })
    }

    /// A reader of objects by their ids, which many threads may share.
    pub fn objects(&self) -> Result<Objects, GitError> {
        Objects::start(self.command(&["cat-file", "--batch"]))
    }

    fn list(&self, doing: &'static str, arguments: &[&str]) -> Result<Vec<Listed>, GitError> {
        let output = self.run(arguments)?;
        if !output.status.success() {
            return Err(failed(doing, &output));
        }
        Listed::read(&output.stdout)
            .ok_or_else(|| GitError::Failed { doing, said: "its answer cannot be read".to_owned() })
    }

    fn is_shallow(&self) -> Result<bool, GitError> {
        Ok(self.run(&["rev-parse", "--is-shallow-repository"])?.stdout.starts_with(b"true"))
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, GitError> {
        answer(self.command(arguments)).map_err(|error| no_git(&error))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(&self.top, self.search_path.as_deref(), arguments);
        command.envs(self.index.as_ref().map(|index| ("GIT_INDEX_FILE", index)));
        command
    }
}

/// What git would wait for without an end, where it is in a common place: git opens its own files whatever they are.
/// Each wait ends after [`limits::GIT`] anyway; this only says it at once, and says what it is.
pub(super) fn waits(top: &Path) -> Option<String> {
    let folders = [".git", ".git/info"].into_iter();
    let mut entries = folders.filter_map(|name| top.join(name).read_dir().ok()).flatten().flatten();
    entries.find_map(|entry| {
        let kind = entry.path().metadata().ok()?.file_type();
        let what = not_a_file(kind).filter(|_| kind.is_fifo() || kind.is_char_device())?;
        Some(format!("{} in its folder is a {what}", entry.file_name().to_string_lossy().escape_debug()))
    })
}

/// One git command that only reads.
///
/// The repository is named outright instead of being looked for. So git does not refuse a work tree that
/// belongs to another user, as every container that mounts one does: what its refusal protects from is the
/// repository's configuration, and that cannot run anything here.
fn command(top: &Path, search_path: Option<&OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args([
        "--no-optional-locks",
        "--no-pager",
        "--literal-pathspecs",
        "--git-dir=.git",
        "--work-tree=.",
    ]);
    for setting in SAFE {
        command.args(["-c", setting]);
    }
    command.args(arguments);
    command.env_clear();
    if let Some(path) = search_path {
        command.env("PATH", path);
    }
    command.envs([
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("LC_ALL", "C"),
    ]);
    command.current_dir(top).stdin(Stdio::null());
    command
}

fn no_git(error: &io::Error) -> GitError {
    match error.kind() {
        io::ErrorKind::TimedOut => GitError::Silent,
        kind => GitError::NoGit { reason: kind.to_string() },
    }
}

fn failed(doing: &'static str, output: &Output) -> GitError {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("it gave no reason").escape_debug().to_string();
    GitError::Failed { doing, said }
}

#[cfg(test)]
mod tests;
