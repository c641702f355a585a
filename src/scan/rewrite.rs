//! Writing a fixed file: all of it or nothing, and never over something the user changed in the meantime.
//!
//! Access control lists and extended attributes are not carried over; mode and owner are.

use std::fs::{File, Metadata, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::open::{Unopened, open_regular, read_up_to};
use super::read::reason;
use crate::limits;

/// Why a file was not rewritten. It is then as it was.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// A link would be replaced by a file, or what it leads to by something else.
    #[error("not written: it is a {0}")]
    NotAFile(&'static str),
    /// The other names of the file would keep the old text.
    #[error("not written: the file has {0} names (hard links), and only this one would change")]
    HardLinks(u64),
    /// Somebody changed it after it was read.
    #[error("not written: the file changed since it was read; run gatecheck again")]
    Changed,
    /// The new file would belong to somebody else.
    #[error(
        "not written: the file belongs to another user or group, which the new one could not be given to"
    )]
    Owner,
    /// The system refused.
    #[error("not written: {}", reason(.0))]
    Io(#[from] io::Error),
}

/// The SHA-256 of a text, to be given to [`write_atomically`] later.
pub fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Replaces the text of the file at `path`, absolute and without a symbolic link in it, by `text`, if what it
/// holds now still has the digest `expected`. At every moment the file holds either its old or its new text.
pub fn write_atomically(path: &Path, expected: [u8; 32], text: &str) -> Result<(), RewriteError> {
    let (file, before) = unchanged(path, expected)?;
    drop(file);
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut new = tempfile::Builder::new().prefix(".gatecheck-").tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    keep_owner(new.as_file(), &before)?;
    // After the owner: changing that may clear bits of the mode. The bits that lend rights are not kept.
    new.as_file().set_permissions(Permissions::from_mode(before.mode() & 0o777))?;
    new.as_file().sync_all()?;
    // Writing took time: look once more, as late as possible.
    let (_file, now) = unchanged(path, expected)?;
    if (now.dev(), now.ino()) != (before.dev(), before.ino()) {
        return Err(RewriteError::Changed);
    }
    new.persist(path).map_err(|error| error.error)?;
    // Not every file system can sync a folder. The file's own bytes are safe either way.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

/// The file, if it is one, has one name and holds what is expected.
fn unchanged(path: &Path, expected: [u8; 32]) -> Result<(File, Metadata), RewriteError> {
    let (file, metadata) = open_regular(path).map_err(|error| match error {
        Unopened::NotAFile(what) => RewriteError::NotAFile(what),
        Unopened::Io(error) if error.kind() == io::ErrorKind::NotFound => RewriteError::Changed,
        Unopened::Io(error) => RewriteError::Io(error),
    })?;
    if metadata.nlink() > 1 {
        return Err(RewriteError::HardLinks(metadata.nlink()));
    }
    let bytes = read_up_to(&file, metadata.len(), limits::FILE_BYTES + 1)?;
    if <[u8; 32]>::from(Sha256::digest(&bytes)) != expected {
        return Err(RewriteError::Changed);
    }
    // Replacing a file needs no right to write it, so the right must be asked for.
    if metadata.mode() & 0o222 == 0 {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied).into());
    }
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).map_err(io::Error::from)?;
    Ok((file, metadata))
}

fn keep_owner(new: &File, old: &Metadata) -> Result<(), RewriteError> {
    let made = new.metadata()?;
    if (made.uid(), made.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(new, Some(old.uid()), Some(old.gid())).map_err(|_| RewriteError::Owner)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().canonicalize().unwrap().join("a");
        fs::write(&file, "old").unwrap();
        (folder, file)
    }

    /// Checks that a rewrite is refused and leaves everything in the folder alone.
    #[track_caller]
    fn check_refused(file: &Path, expected: &str) {
        let names = || fs::read_dir(file.parent().unwrap()).unwrap().count();
        let (before, count) = (fs::read(file).ok(), names());
        let error = write_atomically(file, digest("old"), "new").unwrap_err();
        assert_eq!(error.to_string(), format!("not written: {expected}"));
        assert_eq!((fs::read(file).ok(), names()), (before, count));
    }

    #[test]
    fn the_text_is_replaced_and_the_mode_and_owner_kept() {
        let (folder, file) = folder();
        fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
        // Only the superuser can give a file away; for others this changes nothing.
        let _ = std::os::unix::fs::chown(&file, Some(1234), Some(1234));
        let before = fs::metadata(&file).unwrap();
        write_atomically(&file, digest("old"), "new\r\n").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new\r\n");
        let after = fs::metadata(&file).unwrap();
        let facts = |m: &Metadata| (m.mode(), m.uid(), m.gid());
        assert_eq!(facts(&after), facts(&before));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_changed_file_is_left_alone() {
        let (_folder, file) = folder();
        fs::write(&file, "newer").unwrap();
        check_refused(&file, "the file changed since it was read; run gatecheck again");
        fs::remove_file(&file).unwrap();
        check_refused(&file, "the file changed since it was read; run gatecheck again");
    }

    #[test]
    fn links_are_left_alone() {
        let (folder, file) = folder();
        let link = file.with_file_name("link");
        symlink(&file, &link).unwrap();
        check_refused(&link, "it is a symbolic link");
        fs::remove_file(&link).unwrap();
        let inner = tempfile::tempdir_in(folder.path()).unwrap();
        symlink(inner.path(), &link).unwrap();
        fs::write(inner.path().join("b"), "old").unwrap();
        check_refused(&link.join("b"), "it is a symbolic link");
        let second = file.with_file_name("second");
        fs::hard_link(&file, &second).unwrap();
        check_refused(&file, "the file has 2 names (hard links), and only this one would change");
    }

    #[test]
    fn a_file_that_may_not_be_written_is_left_alone() {
        let (_folder, file) = folder();
        fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
        check_refused(&file, "permission denied");
    }
}
