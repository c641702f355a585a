//! Opening files that a stranger laid out: never through a symbolic link, never anything but a regular file,
//! and never waiting. What is read and hashed afterwards is read from the one handle that was checked.

use std::fs::{File, FileType, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use rustix::io::Errno;

use super::open_folder::OpenFolder;
use crate::limits;

/// Why a file was not opened.
#[derive(Debug)]
pub(super) enum Unopened {
    /// It is something else, which is left alone on purpose.
    NotAFile(&'static str),
    /// The system refused.
    Io(io::Error),
}

/// Opens the regular file at `path`, which is absolute and had no symbolic link in it when the walk met it:
/// if it has one now, somebody is swapping files, and the open fails.
pub(super) fn open_regular(path: &Path) -> Result<(File, Metadata), Unopened> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        match openat2(CWD, path, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS) {
            // Old kernels lack the call and some container sandboxes refuse it.
            Err(Errno::NOSYS | Errno::PERM) => {}
            opened => return regular(opened.map(File::from)),
        }
    }
    by_steps(path)
}

/// The same, one name after the other.
fn by_steps(path: &Path) -> Result<(File, Metadata), Unopened> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Unopened::NotAFile("folder"));
    };
    match OpenFolder::by_steps(folder) {
        Ok(folder) => folder.file(name),
        Err(error) if is(&error, Errno::LOOP) => Err(Unopened::NotAFile(LINK)),
        Err(error) => Err(Unopened::Io(error)),
    }
}

/// What was opened without following a link and without waiting, if it is a regular file.
pub(super) fn regular(opened: Result<File, Errno>) -> Result<(File, Metadata), Unopened> {
    let file = opened.map_err(|error| match error {
        Errno::LOOP => Unopened::NotAFile(LINK),
        // Opening a socket fails in this way.
        Errno::NXIO => Unopened::NotAFile("socket"),
        _ => Unopened::Io(error.into()),
    })?;
    let metadata = file.metadata().map_err(Unopened::Io)?;
    match not_a_file(metadata.file_type()) {
        Some(what) => Err(Unopened::NotAFile(what)),
        None => Ok((file, metadata)),
    }
}

/// The bytes of a file that lies beneath the root and says how to scan. Whoever wrote it may be a stranger: a
/// link would show another file's lines in the message about its first mistake.
pub fn read_beside(path: &Path) -> Result<Vec<u8>, String> {
    let (file, metadata) = open_regular(path).map_err(|error| match error {
        Unopened::NotAFile(what) => format!("it is a {what}"),
        Unopened::Io(error) => error.kind().to_string(),
    })?;
    let limit = limits::BASELINE_BYTES;
    let bytes = read_up_to(&file, metadata.len(), limit + 1).map_err(|error| error.kind().to_string())?;
    if bytes.len() as u64 > limit {
        return Err(format!("it is larger than {} MiB", limit / (1024 * 1024)));
    }
    Ok(bytes)
}

/// At most `limit` bytes of a file. The limit holds for what is read, whatever size the system tells.
pub(super) fn read_up_to(file: &File, size_hint: u64, limit: u64) -> io::Result<Vec<u8>> {
    let expected = usize::try_from(size_hint.min(limit)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(expected.saturating_add(1));
    file.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What something is called that is neither a regular file nor a folder.
pub(super) fn not_a_file(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        None
    } else if kind.is_symlink() {
        Some(LINK)
    } else if kind.is_fifo() {
        Some("named pipe")
    } else if kind.is_socket() {
        Some("socket")
    } else if kind.is_dir() {
        Some("folder")
    } else {
        Some("device")
    }
}

const LINK: &str = "symbolic link";

pub(super) fn is(error: &io::Error, wanted: Errno) -> bool {
    error.raw_os_error() == Some(wanted.raw_os_error())
}
