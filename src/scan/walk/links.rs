//! Symbolic links that make another file of what they lead to: kubectl reads `pod.yaml`, whatever that is a link to.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::document::{FileKind, classify};
use crate::scan::git::{Blob, Listed, Mode, Objects};
use crate::text::{RepoPath, straight};

/// How many links may lead from one to the next.
const LINKS: usize = 8;

/// The longest target of a link, as on Linux.
const TARGET_BYTES: u64 = 4096;

/// The regular file below `root` that the link at `disk` leads to, if it is another file under the link's name.
pub(super) fn disguised_on_disk(root: &Path, link: &RepoPath, disk: &Path) -> Option<PathBuf> {
    let target = disk.canonicalize().ok()?;
    let inside = target.strip_prefix(root).ok()?;
    let in_git = inside.components().any(|part| part.as_os_str() == ".git");
    let shown = RepoPath::from_bytes(inside.as_os_str().as_bytes());
    let is_file = fs::symlink_metadata(&target).is_ok_and(|metadata| metadata.is_file());
    (is_file && !in_git && is_disguise(link, &shown)).then_some(target)
}

/// The same for a link in git's store.
pub(super) fn disguised_in_store(
    link: &Listed,
    listed: &BTreeMap<&[u8], &Listed>,
    objects: &Arc<Objects>,
) -> Option<Blob> {
    let mut at = link;
    for _ in 0..LINKS {
        let target = Blob::new(objects, at.id.clone()).read(TARGET_BYTES).ok()?;
        let folder = at.path.as_bytes().rsplitn(2, |byte| *byte == b'/').nth(1).unwrap_or_default();
        let target = straight(&Path::new(OsStr::from_bytes(folder)).join(OsStr::from_bytes(&target)));
        at = listed.get(target.as_os_str().as_bytes())?;
        match at.mode {
            Mode::File => {
                return is_disguise(&link.path, &at.path).then(|| Blob::new(objects, at.id.clone()));
            }
            Mode::Link => {}
            Mode::Submodule | Mode::Folder => return None,
        }
    }
    None
}

/// Whether the link's name claims what the target's name does not, or as another kind. Objects of Kubernetes are
/// found in all that is YAML.
fn is_disguise(link: &RepoPath, target: &RepoPath) -> bool {
    let kind = |path: &RepoPath| match classify(path, "") {
        FileKind::Text if path.is_json() => FileKind::Kubernetes,
        kind => kind,
    };
    match kind(link) {
        FileKind::Text => false,
        FileKind::Yaml | FileKind::Kubernetes => !kind(target).is_yaml(),
        other => kind(target) != other,
    }
}
