//! From what git lists to a sorted list of files, by the rules that hold for a walk of the disk: what is
//! excluded, what is somebody else's file, and that links are not followed.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::Gitignore;

use super::{Content, Walk, WalkEntry, WalkError, links, rules};
use crate::scan::git::{Blob, Listed, Mode, Objects};
use crate::text::{RepoPath, straight};

/// The files and folders below the root that the user asks for.
#[derive(Debug, Clone)]
pub(in crate::scan) struct Within {
    /// Their paths from the root, as bytes; the root itself is empty.
    below: Vec<Vec<u8>>,
}

impl Within {
    /// What `paths` name in the folder `current`, itself if there are none. What they name need not be there.
    /// `None` if one of them is not below `root`.
    pub(in crate::scan) fn new(root: &Path, current: &Path, paths: &[PathBuf]) -> Option<Self> {
        let current = current.canonicalize().ok()?;
        let here = [PathBuf::new()];
        let paths = if paths.is_empty() { &here[..] } else { paths };
        let inside = |given: &PathBuf| {
            let path = straight(&current.join(given));
            // A folder on the way may be a link, such as one to the whole repository.
            let real = match (path.parent().map(Path::canonicalize), path.file_name()) {
                (Some(Ok(parent)), Some(name)) => parent.join(name),
                _ => path.clone(),
            };
            let inside = real.strip_prefix(root).or_else(|_| path.strip_prefix(root)).ok()?;
            Some(inside.as_os_str().as_bytes().to_vec())
        };
        Some(Self { below: paths.iter().map(inside).collect::<Option<_>>()? })
    }

    /// Whether the file at `path` is one of them or in one of them.
    pub(in crate::scan) fn contains(&self, path: &RepoPath) -> bool {
        self.below.iter().any(|below| is_below(path.as_bytes(), below))
    }

    /// The first of them that neither `known` is or holds, nor is a folder on disk below `root`.
    pub(in crate::scan) fn unknown(&self, root: &Path, known: &[&RepoPath]) -> Option<RepoPath> {
        let holds = |below: &[u8]| known.iter().any(|path| is_below(path.as_bytes(), below));
        let folder = |below: &[u8]| root.join(OsStr::from_bytes(below)).is_dir();
        let unknown = self.below.iter().find(|below| !holds(below) && !folder(below));
        unknown.map(|below| RepoPath::from_bytes(below))
    }
}

/// Whether `path` is `folder` or lies in it.
fn is_below(path: &[u8], folder: &[u8]) -> bool {
    let rest = path.strip_prefix(folder);
    rest.is_some_and(|rest| folder.is_empty() || rest.is_empty() || rest.starts_with(b"/"))
}

/// The files that git lists, to be read from its store.
pub(in crate::scan) fn walk_listed(
    root: &Path,
    listed: &[Listed],
    objects: &Arc<Objects>,
    exclude: &[String],
) -> Result<Walk, WalkError> {
    let exclude = rules::excludes(root, exclude)?;
    let by_path: BTreeMap<&[u8], &Listed> = listed.iter().map(|it| (it.path.as_bytes(), it)).collect();
    let has = |folder: &[u8], name: &[u8]| by_path.contains_key([folder, name].concat().as_slice());
    let vendors = |folder: &[u8]| has(folder, b"go.mod") && has(folder, b"vendor/modules.txt");
    let mut walk = Walk::default();
    for it in listed {
        let mut skip = |path: RepoPath, why: &str| walk.skipped.push((path, why.to_owned()));
        if let Some((path, why)) = excluded(&exclude, root, &it.path) {
            skip(path, &why);
            continue;
        }
        let mut linked = None;
        match it.mode {
            Mode::File => {}
            Mode::Link => {
                linked = links::disguised_in_store(it, &by_path, objects);
                if linked.is_none() {
                    skip(it.path.clone(), "symbolic link");
                    continue;
                }
            }
            Mode::Submodule | Mode::Folder => {
                skip(it.path.clone(), "submodule");
                continue;
            }
        }
        let mut folder: Vec<u8> = Vec::new();
        let mut only_text = false;
        for name in folders(&it.path) {
            only_text |= name == b"node_modules" || (name == b"vendor" && vendors(&folder));
            folder.extend_from_slice(name);
            folder.push(b'/');
        }
        if linked.is_some() && only_text {
            skip(it.path.clone(), "symbolic link");
            continue;
        }
        let is_link = linked.is_some();
        let content = Content::Stored(linked.unwrap_or_else(|| Blob::new(objects, it.id.clone())));
        walk.files.push(WalkEntry { path: it.path.clone(), only_text, content, known_as: None, is_link });
    }
    walk.files.sort_by(|a, b| a.path.cmp(&b.path));
    walk.skipped.sort();
    walk.skipped.dedup();
    Ok(walk)
}

/// Those of `files` that the patterns do not exclude.
pub(in crate::scan) fn not_excluded<'a>(
    root: &Path,
    files: impl Iterator<Item = &'a WalkEntry>,
    exclude: &[String],
) -> Result<Vec<WalkEntry>, WalkError> {
    let exclude = rules::excludes(root, exclude)?;
    Ok(files.filter(|file| excluded(&exclude, root, &file.path).is_none()).cloned().collect())
}

/// The names of the folders that a file is in.
fn folders(path: &RepoPath) -> impl Iterator<Item = &[u8]> {
    let parts = path.as_bytes().split(|byte| *byte == b'/');
    let count = parts.clone().count();
    parts.take(count - 1)
}

/// What the patterns leave out with the file: it, or a folder that it is in; and why.
fn excluded(exclude: &Gitignore, root: &Path, path: &RepoPath) -> Option<(RepoPath, String)> {
    let bytes = path.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    ends.chain([bytes.len()]).find_map(|end| {
        let (part, is_folder) = (bytes.get(..end)?, end < bytes.len());
        let found = exclude.matched(root.join(OsStr::from_bytes(part)), is_folder);
        let glob = found.inner().filter(|_| found.is_ignore())?;
        let shown = if is_folder { [part, b"/"].concat() } else { part.to_vec() };
        Some((RepoPath::from_bytes(&shown), format!("excluded by the pattern {:?}", glob.original())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(current: &str, paths: &[&str], file: &str, expected: bool) {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("a/b")).unwrap();
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let within = Within::new(&root, &root.join(current), &paths).unwrap();
        assert_eq!(within.contains(&RepoPath::new(file)), expected);
    }

    #[test]
    fn paths_name_files_and_all_in_folders() {
        check("", &[], "x", true);
        check("a", &[], "a/b/x", true);
        check("a", &[], "ab/x", false);
        check("a", &["b"], "a/b/x", true);
        check("a", &["./gone.yaml", "../x"], "x", true);
        check("a", &["./gone.yaml"], "a/gone.yaml", true);
        check("", &["gone/x"], "gone/x", true);
        check("", &["a/"], "a", true);
        check("", &["a/b/.."], "a/c", true);
        check("", &["b"], "a/b", false);
    }
}
