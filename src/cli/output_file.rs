//! Writing a report, or another whole file: all of it or nothing.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::diagnostic::UserError;
use crate::scan::{Existing, write_new};

/// Writes `bytes` to `file`. A file or symbolic link that has the name is replaced, not written through: in a
/// scanned repository, a stranger may have put it there.
pub fn write_output(file: &Path, bytes: &[u8]) -> Result<(), UserError> {
    write(file, bytes).map_err(|error| {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "there is no such folder".to_owned(),
            kind => kind.to_string(),
        };
        UserError::new(format!("{} cannot be written: {reason}", file.display()))
            .with_help("name a file in a folder that exists and may be written")
    })
}

fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if is_stream(file) {
        return match OpenOptions::new().write(true).open(file)?.write_all(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        };
    }
    if file.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    write_new(file, bytes, 0o666, Existing::Replaced)
}

/// Whether `file` is something to write into, such as `/dev/stderr` or a named pipe, and must not be replaced.
fn is_stream(file: &Path) -> bool {
    let is_other = |metadata: fs::Metadata| !metadata.is_file() && !metadata.is_dir();
    file.starts_with("/dev") || file.starts_with("/proc") || fs::metadata(file).is_ok_and(is_other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_a_link_is_not_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_output(&link, b"new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        assert_eq!(fs::read_to_string(&link).unwrap(), "new");
        write_output(&file, b"newer").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "newer");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_failure_leaves_nothing_behind_and_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("folder")).unwrap();
        for (name, why) in [("folder", "is a directory"), ("missing/a", "there is no such folder")] {
            let error = write_output(&folder.path().join(name), b"new").unwrap_err();
            assert!(
                error.message.ends_with(&format!("{name} cannot be written: {why}")),
                "{}",
                error.message
            );
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write_output(Path::new("/dev/full"), b"new").is_err());
        write_output(Path::new("/dev/null"), b"new").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
