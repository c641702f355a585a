//! A folder that is held open. What is done in it is done in that very folder, whatever becomes of the path that
//! led there: somebody may swap a folder for a link between two steps that resolve the same path.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path};

use rustix::fs::{AtFlags, CWD, FileType, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::open::{Unopened, regular};

/// A folder that is held open.
#[derive(Debug)]
pub(super) struct OpenFolder(OwnedFd);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// A folder on the way need not be one that the user may list.
#[cfg(target_os = "linux")]
const ON_THE_WAY: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(not(target_os = "linux"))]
const ON_THE_WAY: OFlags = FOLDER;

impl OpenFolder {
    /// The folder at `path`, which is absolute, through no symbolic link at all.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        {
            use rustix::fs::{ResolveFlags, openat2};
            match openat2(CWD, path, FOLDER, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
                Ok(handle) => return Ok(Self(handle)),
                // Old kernels lack the call and some container sandboxes refuse it.
                Err(Errno::NOSYS | Errno::PERM) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let found = Self::by_steps(path)?;
        Ok(Self(rustix::fs::openat(&found.0, ".", FOLDER, Mode::empty())?))
    }

    /// The same, one name after the other. What it gives is only a place to start from.
    pub(super) fn by_steps(path: &Path) -> io::Result<Self> {
        let mut folder = Self(rustix::fs::open("/", ON_THE_WAY, Mode::empty())?);
        for part in path.components() {
            match part {
                Component::RootDir | Component::CurDir => {}
                Component::Normal(name) => folder = folder.inner(name)?,
                // Nothing that was resolved holds one.
                Component::ParentDir | Component::Prefix(_) => return Err(Errno::INVAL.into()),
            }
        }
        Ok(folder)
    }

    /// The folder at a path that the user chose, links on the way included.
    pub(super) fn chosen(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Ok(Self(rustix::fs::openat(CWD, path, FOLDER, Mode::empty())?))
    }

    fn inner(&self, name: &OsStr) -> io::Result<Self> {
        match rustix::fs::openat(&self.0, name, ON_THE_WAY | OFlags::NOFOLLOW, Mode::empty()) {
            Ok(handle) => Ok(Self(handle)),
            // Systems do not agree on what a link is here that should be a folder.
            Err(Errno::NOTDIR) if self.kind(name).is_ok_and(|kind| kind == FileType::Symlink) => {
                Err(Errno::LOOP.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the regular file of that name in it, and waits for nothing.
    pub(super) fn file(&self, name: &OsStr) -> Result<(File, Metadata), Unopened> {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        regular(rustix::fs::openat(&self.0, name, flags, Mode::empty()).map(File::from))
    }

    /// Each name in it, and whether that is a folder itself; a link to one is not.
    pub(super) fn names(&self) -> io::Result<Vec<(OsString, bool)>> {
        let mut names = Vec::new();
        // Opened anew, it would have to be one that the user may enter.
        for entry in rustix::fs::Dir::new(self.0.try_clone()?)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                // Not every file system says.
                FileType::Unknown => self.kind(name)?,
                known => known,
            };
            names.push((name.to_owned(), kind == FileType::Directory));
        }
        Ok(names)
    }

    fn kind(&self, name: &OsStr) -> io::Result<FileType> {
        let found = rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(FileType::from_raw_mode(found.st_mode))
    }

    /// Whether the user may write the file of that name. Replacing a file needs no right to write it.
    pub(super) fn check_writable(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::accessat(&self.0, name, rustix::fs::Access::WRITE_OK, AtFlags::empty())?)
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Lets nobody clear up in the folder for as long as it is held; `false` if somebody is doing that.
    pub(super) fn keep(&self) -> bool {
        self.lock(FlockOperation::NonBlockingLockShared)
    }

    /// Whether nobody works in the folder, and none will before this is dropped.
    pub(super) fn is_quiet(&self) -> bool {
        self.lock(FlockOperation::NonBlockingLockExclusive)
    }

    /// Where the file system knows no locks, each is granted.
    fn lock(&self, operation: FlockOperation) -> bool {
        rustix::fs::flock(&self.0, operation) != Err(Errno::WOULDBLOCK)
    }

    /// Makes the names in it last. Not every file system can; the bytes of the files are safe either way.
    pub(super) fn sync(&self) {
        let _ = rustix::fs::fsync(&self.0);
    }
}

impl AsFd for OpenFolder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn both_ways_lead_through_no_link() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/file"), "text").unwrap();
        symlink("a", root.join("link")).unwrap();
        symlink("b", root.join("a/link")).unwrap();
        for open in [OpenFolder::open, OpenFolder::by_steps] {
            let folder = open(&root.join("a/b")).unwrap();
            let names = OpenFolder::open(&root.join("a")).unwrap().names().unwrap();
            let mut names: Vec<_> =
                names.iter().map(|(name, folder)| (name.to_str().unwrap(), *folder)).collect();
            names.sort_unstable();
            assert_eq!(names, [("b", true), ("link", false)]);
            assert_eq!(folder.file(OsStr::new("file")).unwrap().1.len(), 4);
            for (path, error) in [
                ("link/b", Errno::LOOP),
                ("a/link", Errno::LOOP),
                ("a/b/file", Errno::NOTDIR),
                ("a/c", Errno::NOENT),
            ] {
                let refused = open(&root.join(path)).unwrap_err();
                assert_eq!(refused.raw_os_error(), Some(error.raw_os_error()), "{path}");
            }
        }
    }

    /// A folder is swapped for a link after it was opened: the file is still the one that was there.
    #[test]
    fn what_is_held_open_does_not_move() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        for (name, text) in [("inside", "mine"), ("outside", "yours")] {
            fs::create_dir(root.join(name)).unwrap();
            fs::write(root.join(name).join("file"), text).unwrap();
        }
        let folder = OpenFolder::open(&root.join("inside")).unwrap();
        fs::rename(root.join("inside"), root.join("aside")).unwrap();
        symlink("outside", root.join("inside")).unwrap();
        let (file, _) = folder.file(OsStr::new("file")).unwrap();
        assert_eq!(io::read_to_string(file).unwrap(), "mine");
        folder.remove(OsStr::new("file")).unwrap();
        assert!(root.join("outside/file").exists() && !root.join("aside/file").exists());
    }

    #[test]
    fn nobody_clears_up_where_somebody_works() {
        let place = tempfile::tempdir().unwrap();
        let open = || OpenFolder::chosen(place.path()).unwrap();
        let (one, two, cleaner) = (open(), open(), open());
        assert!(one.keep() && two.keep() && !cleaner.is_quiet());
        drop((one, two));
        assert!(cleaner.is_quiet() && !open().keep());
        drop(cleaner);
        assert!(open().keep());
    }
}
