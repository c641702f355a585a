//! Ignore rules: what `.gitignore` files leave out, what git tracks all the same, what the user excludes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::WalkError;
use crate::limits;
use crate::scan::git::{self, Tracked};
use crate::scan::open::{open_regular, read_up_to};

/// A git work tree whose tracked files are known.
#[derive(Debug)]
pub(super) struct Repository {
    top: PathBuf,
    tracked: Tracked,
}

impl Repository {
    /// The repository whose top is `top`. The error says why its files are not known.
    pub(super) fn open(top: &Path, search_path: Option<&OsStr>) -> Result<Self, String> {
        Ok(Self { top: top.to_owned(), tracked: git::tracked(top, search_path)? })
    }

    /// Whether git tracks the file at `disk`.
    pub(super) fn tracks(&self, disk: &Path) -> bool {
        self.inside(disk).is_some_and(|path| self.tracked.contains(path))
    }

    /// Whether git tracks a file below the folder at `disk`, or the folder is a submodule.
    pub(super) fn tracks_below(&self, disk: &Path) -> bool {
        let inside = self.inside(disk);
        inside.is_some_and(|path| self.tracked.any_below(path) || self.tracked.contains(path))
    }

    fn inside<'p>(&self, disk: &'p Path) -> Option<&'p [u8]> {
        disk.strip_prefix(&self.top).ok().map(|path| path.as_os_str().as_bytes())
    }
}

/// The rules that hold in a folder: those of its own `.gitignore`, and those above it, which count less.
#[derive(Debug)]
pub(super) struct Rules {
    own: Gitignore,
    above: Option<Arc<Rules>>,
}

impl Rules {
    /// The rules that a repository keeps beside its files. The user's own rules, from the home folder, are not
    /// used: a scan says the same on every machine.
    pub(super) fn of_repository(top: &Path) -> Option<Arc<Rules>> {
        with(None, top, &top.join(".git/info/exclude"))
    }

    /// The rules that hold in `folder`, where `above` hold in the folder it is in.
    pub(super) fn inside(above: Option<Arc<Rules>>, folder: &Path) -> Option<Arc<Rules>> {
        with(above, folder, &folder.join(".gitignore"))
    }

    /// Whether the rules name what lies at `disk`. The nearest rule that says anything decides.
    pub(super) fn ignore(&self, disk: &Path, is_folder: bool) -> bool {
        let mut rules = Some(self);
        while let Some(Rules { own, above }) = rules {
            match own.matched(disk, is_folder) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => rules = above.as_deref(),
            }
        }
        false
    }
}

/// Compiles the user's exclude patterns.
pub(super) fn excludes(root: &Path, patterns: &[String]) -> Result<Gitignore, WalkError> {
    let mut builder = GitignoreBuilder::new(root);
    for pattern in patterns {
        let failed = |error: ignore::Error| WalkError::Pattern {
            pattern: pattern.clone(),
            message: error.to_string().escape_debug().to_string(),
        };
        // A pattern that begins with `#` would be a comment and silently exclude nothing.
        let line = if pattern.starts_with('#') { format!("\\{pattern}") } else { pattern.clone() };
        builder.add_line(None, &line).map_err(failed)?;
    }
    let failed = |error: ignore::Error| WalkError::Pattern {
        pattern: patterns.join(", "),
        message: error.to_string().escape_debug().to_string(),
    };
    builder.build().map_err(failed)
}

/// The rules of one file on top of others. A file that is not there, is a link, or is too large adds none:
/// then more is scanned, not less. A line that is not a pattern is passed over, as git does.
fn with(above: Option<Arc<Rules>>, folder: &Path, file: &Path) -> Option<Arc<Rules>> {
    let Some(own) = compiled(folder, file) else { return above };
    Some(Arc::new(Rules { own, above }))
}

fn compiled(folder: &Path, file: &Path) -> Option<Gitignore> {
    let (handle, metadata) = open_regular(file).ok()?;
    let bytes = read_up_to(&handle, metadata.len(), limits::IGNORE_BYTES + 1).ok()?;
    if bytes.len() as u64 > limits::IGNORE_BYTES {
        return None;
    }
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    let mut lines = 0_usize;
    for line in text.trim_start_matches('\u{feff}').lines() {
        if builder.add_line(None, line).is_ok() {
            lines += 1;
        }
    }
    if lines == 0 { None } else { builder.build().ok() }
}
