//! A new file that is whole before anybody sees it.
//!
//! Where the system can, it has no name while it is written, and vanishes with a process that is killed. For the
//! moment in which it takes another file's place it has a temporary name; so it has all the time where the
//! system cannot. [`remove_leftover`] takes away what was left under such a name, but not where somebody holds the
//! folder, which each new file does as long as it may have one.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Seek, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{AtFlags, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::git::tracked;
use super::open_folder::OpenFolder;
use super::walk::is_top;

/// What temporary names begin with; sixteen hexadecimal digits follow.
const PREFIX: &str = ".gatecheck-new-";

/// A new file in a folder. Dropped, it is gone with all that stands under its temporary name.
#[derive(Debug)]
pub(super) struct NewFile<'a> {
    folder: &'a OpenFolder,
    file: File,
    /// Its temporary name, once it has one.
    name: Option<OsString>,
}

/// Whether a name of that kind may be taken by what is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// What has the name is replaced. A link is replaced itself, not written through.
    Replaced,
    /// Then nothing is written.
    Kept,
}

/// Writes a file with these bytes at `path`, all of it or nothing, with the mode as the process's mask allows.
pub fn write_new(path: &Path, bytes: &[u8], mode: u32, existing: Existing) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = OpenFolder::chosen(path.parent().unwrap_or(Path::new("")))?;
    let mut new = NewFile::create(&folder, mode)?;
    new.file.write_all(bytes)?;
    new.file.sync_all()?;
    match existing {
        Existing::Replaced => new.replace(name)?,
        Existing::Kept => new.add(name)?,
    }
    folder.sync();
    Ok(())
}

/// Removes the file at `path`, absolute and without a symbolic link in it, if a process that was killed left it
/// there, and says whether it did. What git tracks stays: somebody wants it. `search_path` is the `PATH` in which
/// `git` is looked for.
pub fn remove_leftover(path: &Path, search_path: Option<&OsStr>) -> bool {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return false };
    let stale = |folder: &OpenFolder| folder.is_quiet() && folder.file(name).is_ok();
    is_temporary(name)
        && !may_be_tracked(path, search_path)
        && OpenFolder::open(parent).is_ok_and(|folder| stale(&folder) && folder.remove(name).is_ok())
}

/// Whether git tracks the file, or cannot say that it does not.
fn may_be_tracked(path: &Path, search_path: Option<&OsStr>) -> bool {
    let Some(top) = path.ancestors().skip(1).find(|folder| is_top(folder)) else { return false };
    let Ok(inside) = path.strip_prefix(top) else { return true };
    tracked(top, search_path).map_or(true, |tracked| tracked.contains(inside.as_os_str().as_bytes()))
}

fn is_temporary(name: &OsStr) -> bool {
    let number = name.as_bytes().strip_prefix(PREFIX.as_bytes());
    number.is_some_and(|number| number.len() == 16 && number.iter().all(u8::is_ascii_hexdigit))
}

impl<'a> NewFile<'a> {
    /// An empty file that nobody sees yet. While somebody clears up in the folder there is none, which is an error of
    /// the kind `ResourceBusy`: that does not take long, so it is waited for a little.
    pub(super) fn create(folder: &'a OpenFolder, mode: u32) -> io::Result<Self> {
        const ATTEMPTS: usize = 25;
        const PAUSE: Duration = Duration::from_millis(20);
        let kept = |attempt| {
            if attempt > 0 {
                std::thread::sleep(PAUSE);
            }
            folder.keep()
        };
        if !(0..ATTEMPTS).any(kept) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless(folder, mode) {
            return Ok(Self { folder, file, name: None });
        }
        Self::create_named(folder, mode)
    }

    fn create_named(folder: &'a OpenFolder, mode: u32) -> io::Result<Self> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let create = |name: &OsStr| rustix::fs::openat(folder, name, flags, Mode::from_raw_mode(mode as _));
        let (file, name) = with_free_name(create)?;
        Ok(Self { folder, file: file.into(), name: Some(name) })
    }

    pub(super) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Its temporary name, which it is given if it has none. It may be another file then, with the same bytes.
    pub(super) fn name(&mut self) -> io::Result<&OsStr> {
        if self.name.is_none() {
            match with_free_name(|name| self.link(name)) {
                Ok((_, name)) => self.name = Some(name),
                Err(_) => self.become_named()?,
            }
        }
        Ok(self.name.as_deref().unwrap_or_default())
    }

    /// Copies the file into one that has a name. Some file systems have nameless files and let none of them be named,
    /// and so do some sandboxes.
    fn become_named(&mut self) -> io::Result<()> {
        let made = self.file.metadata()?;
        let mut named = Self::create_named(self.folder, 0o600)?;
        self.file.rewind()?;
        io::copy(&mut self.file, &mut named.file)?;
        let now = named.file.metadata()?;
        if (now.uid(), now.gid()) != (made.uid(), made.gid()) {
            fchown(&named.file, Some(made.uid()), Some(made.gid()))?;
        }
        // After the owner: changing that may clear bits of the mode.
        named.file.set_permissions(made.permissions())?;
        named.file.sync_all()?;
        std::mem::swap(self, &mut named);
        Ok(())
    }

    /// Gives the file a name that nothing has.
    fn add(mut self, name: &OsStr) -> io::Result<()> {
        if self.name.is_none() {
            match self.link(name) {
                Err(Errno::EXIST) => return Err(Errno::EXIST.into()),
                Err(_) => {
                    self.name()?;
                }
                Ok(()) => return Ok(()),
            }
        }
        let temporary = self.name.as_deref().unwrap_or_default();
        Ok(rustix::fs::linkat(self.folder, temporary, self.folder, name, AtFlags::empty())?)
    }

    /// Puts the file in the place of what has that name, if anything does.
    pub(super) fn replace(mut self, name: &OsStr) -> io::Result<()> {
        let folder = self.folder;
        rustix::fs::renameat(folder, self.name()?, folder, name)?;
        self.name = None;
        Ok(())
    }

    /// Exchanges what has the temporary name and what has the other, in one step.
    pub(super) fn exchange(&mut self, name: &OsStr) -> Result<(), Errno> {
        let temporary = self.name.as_deref().ok_or(Errno::NOENT)?;
        rustix::fs::renameat_with(self.folder, temporary, self.folder, name, RenameFlags::EXCHANGE)
    }

    /// Gives up what has the temporary name, and puts it under another that nobody clears up.
    pub(super) fn keep_aside(mut self) -> io::Result<OsString> {
        let temporary = self.name.take().unwrap_or_default();
        let kept = temporary.to_string_lossy().replacen("-new-", "-kept-", 1);
        rustix::fs::renameat(self.folder, &*temporary, self.folder, &*kept)?;
        Ok(kept.into())
    }

    /// Gives the nameless file a name that nothing has.
    fn link(&self, name: &OsStr) -> Result<(), Errno> {
        let handle = handle_path(&self.file);
        rustix::fs::linkat(rustix::fs::CWD, handle, self.folder, name, AtFlags::SYMLINK_FOLLOW)
    }
}

impl Drop for NewFile<'_> {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            let _ = self.folder.remove(name);
        }
    }
}

/// Where the system shows an open file, and lets it be given a name.
fn handle_path(file: &File) -> String {
    use std::os::fd::AsRawFd;
    format!("/proc/self/fd/{}", file.as_raw_fd())
}

/// A file without a name, where the file system has such, and it could be given one later.
#[cfg(target_os = "linux")]
fn nameless(folder: &OpenFolder, mode: u32) -> Option<File> {
    let flags = OFlags::RDWR | OFlags::TMPFILE | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::openat(folder, ".", flags, Mode::from_raw_mode(mode)).ok()?);
    std::fs::symlink_metadata(handle_path(&file)).is_ok().then_some(file)
}

/// Tries temporary names until one is free. They are random: a stranger may have taken any that can be guessed.
fn with_free_name<T>(make: impl Fn(&OsStr) -> Result<T, Errno>) -> io::Result<(T, OsString)> {
    /// More than chance alone will ever need.
    const ATTEMPTS: usize = 100;
    for _ in 0..ATTEMPTS {
        let name = OsString::from(format!("{PREFIX}{:016x}", RandomState::new().build_hasher().finish()));
        match make(&name) {
            Ok(made) => return Ok((made, name)),
            Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Errno::EXIST.into())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn names(place: &Path) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        let mut names: Vec<String> = fs::read_dir(place).unwrap().map(name).collect();
        names.sort();
        names
    }

    /// A file that has no name and can be given none.
    fn unlinkable(folder: &OpenFolder, mode: u32) -> io::Result<NewFile<'_>> {
        let mut new = NewFile::create_named(folder, mode)?;
        folder.remove(&new.name.take().unwrap())?;
        assert!(new.link(OsStr::new("b")).is_err());
        Ok(new)
    }

    #[test]
    fn a_file_is_added_or_put_in_the_place_of_another() {
        for how in 0..3 {
            let place = tempfile::tempdir().unwrap();
            let folder = OpenFolder::chosen(place.path()).unwrap();
            let text = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
            let new = |text: &str| {
                let new = match how {
                    0 => NewFile::create(&folder, 0o640),
                    1 => NewFile::create_named(&folder, 0o640),
                    _ => unlinkable(&folder, 0o640),
                };
                let mut new = new.unwrap();
                new.file().write_all(text.as_bytes()).unwrap();
                new
            };
            new("one").add(OsStr::new("a")).unwrap();
            assert_eq!(new("two").add(OsStr::new("a")).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(text("a"), "one");
            let mode = fs::metadata(place.path().join("a")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o640);
            new("three").replace(OsStr::new("a")).unwrap();
            let mut four = new("four");
            four.name().unwrap();
            assert!(is_temporary(four.name().unwrap()));
            four.exchange(OsStr::new("a")).unwrap();
            assert_eq!(text("a"), "four");
            drop(four);
            let mut five = new("five");
            five.name().unwrap();
            five.exchange(OsStr::new("a")).unwrap();
            let kept = five.keep_aside().unwrap();
            assert_eq!((text(kept.to_str().unwrap()), text("a")), ("four".into(), "five".into()));
            drop(new("six"));
            assert_eq!(names(place.path()), [kept.to_str().unwrap(), "a"]);
        }
    }

    #[test]
    fn a_link_is_replaced_and_not_written_through() {
        let place = tempfile::tempdir().unwrap();
        let (file, link) = (place.path().join("a"), place.path().join("link"));
        fs::write(&file, "old").unwrap();
        symlink(&file, &link).unwrap();
        assert!(write_new(&link, b"new", 0o644, Existing::Kept).is_err());
        write_new(&link, b"new", 0o644, Existing::Replaced).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        assert_eq!(fs::read_to_string(&link).unwrap(), "new");
        assert_eq!(fs::symlink_metadata(&link).unwrap().permissions().mode() & 0o700, 0o600);
        assert_eq!(names(place.path()), ["a", "link"]);
    }

    #[test]
    fn only_what_is_left_over_is_removed() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        let name = format!("{PREFIX}0123456789abcdef");
        for other in
            [".gatecheck-new-", ".gatecheck-new-0123456789abcdeg", ".gatecheck-kept-0123456789abcdef"]
        {
            fs::write(root.join(other), "").unwrap();
            assert!(!remove_leftover(&root.join(other), None));
        }
        fs::create_dir(root.join(&name)).unwrap();
        assert!(!remove_leftover(&root.join(&name), None));
        fs::remove_dir(root.join(&name)).unwrap();
        symlink("x", root.join(&name)).unwrap();
        assert!(!remove_leftover(&root.join(&name), None));
        fs::remove_file(root.join(&name)).unwrap();
        fs::write(root.join(&name), "").unwrap();
        let folder = OpenFolder::chosen(&root).unwrap();
        assert!(folder.keep() && !remove_leftover(&root.join(&name), None));
        drop(folder);
        assert!(remove_leftover(&root.join(&name), None) && names(&root).len() == 3);
    }

    /// As long as a file may have a temporary name, nobody takes it for one that was left over.
    #[test]
    fn a_new_file_keeps_its_folder() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        let open = || OpenFolder::chosen(&root).unwrap();
        let (folder, cleaner) = (open(), open());
        let mut new = NewFile::create(&folder, 0o600).unwrap();
        let name = root.join(new.name().unwrap());
        assert!(!cleaner.is_quiet() && !remove_leftover(&name, None) && name.exists());
        drop(new);
        drop(folder);
        assert!(cleaner.is_quiet());
        let refused = write_new(&root.join("a"), b"new", 0o644, Existing::Kept).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ResourceBusy);
        drop(cleaner);
        write_new(&root.join("a"), b"new", 0o644, Existing::Kept).unwrap();
    }
}
