//! Where a scan starts: its root, and what the paths on the command line mean.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::WalkError;

/// Folders whose names say what the files below them are. A root below one would not show it.
const TELLING: [&str; 5] = [".forgejo", ".gitea", ".github", ".gitlab", ".gitlab-ci"];

/// The root of a scan of `paths`: the top of the git work tree they are all in. Without one it is the folder
/// asked for, or the current folder when several things or a file were asked for; above that, if it lies in a
/// folder whose name tells what its files are, or in a chart. The result is absolute and has no symbolic link in it.
pub fn find_root(current: &Path, paths: &[PathBuf]) -> Result<PathBuf, WalkError> {
    let unreadable = |source| WalkError::Unreadable { path: current.to_owned(), source };
    let current = current.canonicalize().map_err(unreadable)?;
    let mut common: Option<PathBuf> = None;
    for given in paths {
        // What is left out does not decide where the root is.
        let Resolved::At(disk) = resolve(&current, given)? else { continue };
        let folder = if disk.is_dir() { disk.as_path() } else { disk.parent().unwrap_or(Path::new("/")) };
        common = Some(common.map_or_else(|| folder.to_owned(), |known| shared(&known, folder)));
    }
    let common = common.unwrap_or_else(|| current.clone());
    if let Some(top) = common.ancestors().find(|folder| is_top(folder)) {
        return Ok(top.to_owned());
    }
    let asked = match paths {
        [given] if current.join(given).is_dir() => common,
        _ => current,
    };
    Ok(telling_root(&asked).to_owned())
}

/// The folder from which all is seen that folders around `folder` say about its files.
fn telling_root(folder: &Path) -> &Path {
    let outermost = folder.ancestors().filter_map(|around| {
        if around.join("Chart.yaml").is_file() {
            return Some(around);
        }
        let name = around.file_name()?;
        around.parent().filter(|_| TELLING.iter().any(|telling| name == *telling))
    });
    outermost.last().unwrap_or(folder)
}

/// Whether `folder` is the top of a git work tree. Nothing is run and nothing is read to tell.
pub(in crate::scan) fn is_top(folder: &Path) -> bool {
    let git = folder.join(".git");
    match fs::symlink_metadata(&git) {
        Ok(metadata) if metadata.is_dir() => fs::symlink_metadata(git.join("HEAD")).is_ok(),
        Ok(metadata) => metadata.is_file(),
        Err(_) => false,
    }
}

/// What a path on the command line leads to.
pub(super) enum Resolved {
    /// To this place: absolute, and without a symbolic link.
    At(PathBuf),
    /// Nowhere we go, for this reason.
    Left(&'static str),
}

/// Finds what a path on the command line leads to. The folders on the way may be links, since the user chose
/// them; the last part may be a link too, but not one that a repository uses to lead out of itself: its
/// author is not the one who typed the command.
pub(super) fn resolve(current: &Path, given: &Path) -> Result<Resolved, WalkError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            WalkError::Missing { path: given.to_owned() }
        }
        _ => WalkError::Unreadable { path: given.to_owned(), source },
    };
    let path = current.join(given);
    let metadata = fs::symlink_metadata(&path).map_err(failed)?;
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return path.canonicalize().map(Resolved::At).map_err(failed);
    };
    if !metadata.is_symlink() {
        let parent = parent.canonicalize().map_err(failed)?;
        return Ok(Resolved::At(parent.join(name)));
    }
    let place = parent.canonicalize().map_err(failed)?;
    let Ok(target) = path.canonicalize() else {
        return Ok(Resolved::Left("symbolic link that leads nowhere"));
    };
    match place.ancestors().find(|folder| is_top(folder)) {
        Some(top) if !target.starts_with(top) => {
            Ok(Resolved::Left("symbolic link that leads out of the repository"))
        }
        _ => Ok(Resolved::At(target)),
    }
}

/// The longest path that both begin with.
fn shared(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(part, _)| part).collect()
}
