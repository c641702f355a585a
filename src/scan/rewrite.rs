//! Writing a fixed file: all of it or nothing, and never over something the user changed in the meantime.
//!
//! Access control lists and extended attributes are not carried over; mode and owner are.

use std::ffi::OsStr;
use std::fs::{File, Metadata, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::Path;

use rustix::io::Errno;
use sha2::{Digest, Sha256};

use super::new_file::NewFile;
use super::open::{Unopened, is, read_up_to};
use super::open_folder::OpenFolder;
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
    /// Somebody changed it again and again while it was to be replaced.
    #[error("not written: somebody else is writing the file; one of the texts they wrote is now in {0}")]
    Contested(String),
    /// Another process clears up in the folder.
    #[error("not written: another gatecheck is at work in the folder; run it again")]
    Busy,
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
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(RewriteError::NotAFile("folder"));
    };
    let folder = OpenFolder::open(parent).map_err(|error| match error {
        error if is(&error, Errno::LOOP) => RewriteError::NotAFile("symbolic link"),
        error if is(&error, Errno::NOENT) || is(&error, Errno::NOTDIR) => RewriteError::Changed,
        error => RewriteError::Io(error),
    })?;
    let before = Version { metadata: writable(&folder, name, expected)?, digest: expected };
    let mut new = NewFile::create(&folder, 0o600).map_err(|error| match error.kind() {
        io::ErrorKind::ResourceBusy => RewriteError::Busy,
        _ => RewriteError::Io(error),
    })?;
    new.file().write_all(text.as_bytes())?;
    keep_owner(new.file(), &before.metadata)?;
    // After the owner: changing that may clear bits of the mode. The bits that lend rights are not kept.
    new.file().set_permissions(Permissions::from_mode(before.metadata.mode() & 0o777))?;
    new.file().sync_all()?;
    new.name()?;
    let after = Version { metadata: new.file().metadata()?, digest: digest(text) };
    swap(&folder, new, name, &before, &after)?;
    folder.sync();
    Ok(())
}

/// A file and what it holds.
struct Version {
    metadata: Metadata,
    digest: [u8; 32],
}

impl Version {
    /// Whether it is still what has this name.
    fn is_at(&self, folder: &OpenFolder, name: &OsStr) -> bool {
        let file = |metadata: &Metadata| (metadata.dev(), metadata.ino());
        check(folder, name, self.digest).is_ok_and(|found| file(&found) == file(&self.metadata))
    }
}

/// Puts the new file in the place of the old one.
fn swap(
    folder: &OpenFolder,
    new: NewFile<'_>,
    name: &OsStr,
    before: &Version,
    after: &Version,
) -> Result<(), RewriteError> {
    // Writing took time.
    if !before.is_at(folder, name) {
        return Err(RewriteError::Changed);
    }
    exchange(folder, new, name, before, after)
}

/// Between looking at a file and replacing it, somebody may write it. So the two are exchanged, and what was
/// there is looked at afterwards: if it is not what was expected, they are exchanged back.
fn exchange(
    folder: &OpenFolder,
    mut new: NewFile<'_>,
    name: &OsStr,
    before: &Version,
    after: &Version,
) -> Result<(), RewriteError> {
    let temporary = new.name()?.to_owned();
    match new.exchange(name) {
        Ok(()) => {}
        // Not every file system can.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => return Ok(new.replace(name)?),
        Err(Errno::NOENT) => return Err(RewriteError::Changed),
        Err(error) => return Err(io::Error::from(error).into()),
    }
    if before.is_at(folder, &temporary) {
        return Ok(());
    }
    if new.exchange(name).is_ok() && after.is_at(folder, &temporary) {
        return Err(RewriteError::Changed);
    }
    // What stands under the temporary name is somebody's, and would be removed with it.
    Err(RewriteError::Contested(new.keep_aside()?.to_string_lossy().into_owned()))
}

/// The file of that name, if it is one that may be replaced.
fn writable(folder: &OpenFolder, name: &OsStr, expected: [u8; 32]) -> Result<Metadata, RewriteError> {
    let metadata = check(folder, name, expected)?;
    // Replacing a file needs no right to write it, so the right must be asked for.
    if metadata.mode() & 0o222 == 0 {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied).into());
    }
    folder.check_writable(name)?;
    Ok(metadata)
}

/// The file of that name, if it is one, has no other name and holds what is expected.
fn check(folder: &OpenFolder, name: &OsStr, expected: [u8; 32]) -> Result<Metadata, RewriteError> {
    let (file, metadata) = folder.file(name).map_err(|error| match error {
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
    Ok(metadata)
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

    /// Somebody does something to the file after it was looked at for the last time: the file is then as they left
    /// it, and nothing else is.
    #[track_caller]
    fn check_contested(meanwhile: impl FnOnce(&Path), then: impl FnOnce(&Path), expected: &str) {
        let (place, file) = folder();
        let (folder, name) = (OpenFolder::open(file.parent().unwrap()).unwrap(), OsStr::new("a"));
        let before =
            Version { metadata: check(&folder, name, digest("old")).unwrap(), digest: digest("old") };
        let mut new = NewFile::create(&folder, 0o600).unwrap();
        new.file().write_all(b"new").unwrap();
        let after = Version { metadata: new.file().metadata().unwrap(), digest: digest("new") };
        new.name().unwrap();
        meanwhile(&file);
        let error = exchange(&folder, new, name, &before, &after).unwrap_err();
        assert_eq!(error.to_string(), format!("not written: {expected}"));
        then(&file);
        assert!(fs::read_dir(place.path()).unwrap().count() <= 1);
    }

    #[test]
    fn what_somebody_wrote_at_the_last_moment_stays() {
        let changed = "the file changed since it was read; run gatecheck again";
        let holds =
            |text: &'static str| move |file: &Path| assert_eq!(fs::read_to_string(file).unwrap(), text);
        check_contested(|file| fs::write(file, "theirs").unwrap(), holds("theirs"), changed);
        let replace = |file: &Path| {
            let other = file.with_file_name("b");
            fs::write(&other, "old").unwrap();
            fs::rename(other, file).unwrap();
        };
        check_contested(replace, holds("old"), changed);
        check_contested(|file| fs::remove_file(file).unwrap(), |file| assert!(!file.exists()), changed);
        let link = |file: &Path| {
            fs::remove_file(file).unwrap();
            symlink("/dev/null", file).unwrap();
        };
        check_contested(link, |file| assert!(file.is_symlink()), changed);
        let folder = |file: &Path| {
            fs::remove_file(file).unwrap();
            fs::create_dir(file).unwrap();
        };
        check_contested(folder, |file| assert!(file.is_dir()), changed);
    }

    /// The folder becomes a link to another with the same file: the file in that one is left alone.
    #[test]
    fn a_folder_that_is_swapped_for_a_link_is_not_followed() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        for name in ["inside", "outside"] {
            fs::create_dir(root.join(name)).unwrap();
            fs::write(root.join(name).join("a"), "old").unwrap();
        }
        let (folder, name) = (OpenFolder::open(&root.join("inside")).unwrap(), OsStr::new("a"));
        let before =
            Version { metadata: check(&folder, name, digest("old")).unwrap(), digest: digest("old") };
        fs::rename(root.join("inside"), root.join("aside")).unwrap();
        symlink("outside", root.join("inside")).unwrap();
        let mut new = NewFile::create(&folder, 0o600).unwrap();
        let after = Version { metadata: new.file().metadata().unwrap(), digest: digest("") };
        swap(&folder, new, name, &before, &after).unwrap();
        let text = |name: &str| fs::read_to_string(root.join(name).join("a")).unwrap();
        assert_eq!((text("aside"), text("outside")), (String::new(), "old".into()));
        let error = write_atomically(&root.join("inside/a"), digest("old"), "new").unwrap_err();
        assert_eq!(error.to_string(), "not written: it is a symbolic link");
    }

    #[test]
    fn nothing_is_written_while_somebody_clears_up() {
        let (_place, file) = folder();
        let cleaner = OpenFolder::open(file.parent().unwrap()).unwrap();
        assert!(cleaner.is_quiet());
        check_refused(&file, "another gatecheck is at work in the folder; run it again");
        drop(cleaner);
        write_atomically(&file, digest("old"), "new").unwrap();
    }
}
