//! What git lists: the files of a commit, or of the index.

use super::ObjectId;
use crate::text::RepoPath;

/// A file that git lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Where it lies, from the top of the work tree.
    pub path: RepoPath,
    /// 0, or in the index, for a file in conflict, the side that it is from.
    pub stage: u8,
    /// What it is.
    pub mode: Mode,
    /// Whether it may be run.
    pub executable: bool,
    /// Its content.
    pub id: ObjectId,
}

/// What something is that git lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// A regular file.
    File,
    /// A symbolic link.
    Link,
    /// A submodule: a commit of another repository.
    Submodule,
    /// A folder.
    Folder,
}

impl Listed {
    /// Reads the records of `ls-tree -z` (mode, type, id) and `ls-files -s -z` (mode, id, stage), each with a
    /// tab and the path behind it; `None` if one is something else. Sorted by path.
    pub fn read(listing: &[u8]) -> Option<Vec<Self>> {
        let records = listing.split(|byte| *byte == 0).filter(|record| !record.is_empty());
        let mut listed = records.map(record).collect::<Option<Vec<_>>>()?;
        listed.sort_unstable();
        Some(listed)
    }
}

fn record(record: &[u8]) -> Option<Listed> {
    let tab = record.iter().position(|byte| *byte == b'\t')?;
    let (head, path) = (std::str::from_utf8(record.get(..tab)?).ok()?, record.get(tab + 1..)?);
    let mut words = head.split(' ');
    let (mode, second, third) = (words.next()?, words.next()?, words.next()?);
    let (id, stage) = match ObjectId::parse(second) {
        Some(id) => (id, third.parse().ok()?),
        None => (ObjectId::parse(third)?, 0),
    };
    let (mode, executable) = match mode {
        "100644" | "100664" => (Mode::File, false),
        "100755" => (Mode::File, true),
        "120000" => (Mode::Link, false),
        "160000" => (Mode::Submodule, false),
        "040000" => (Mode::Folder, false),
        _ => return None,
    };
    Some(Listed { path: RepoPath::from_bytes(path), stage, mode, executable, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(record: &str, expected: Option<&str>) {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let read = Listed::read(record.replace("ID", id).as_bytes());
        let shown = read.map(|listed| {
            let one = |it: &Listed| format!("{} {} {:?} {}", it.path, it.stage, it.mode, it.executable);
            listed.iter().map(one).collect::<Vec<_>>().join(", ")
        });
        assert_eq!(shown.as_deref(), expected);
    }

    #[test]
    fn records_of_both_kinds_are_read() {
        check("", Some(""));
        check("100644 blob ID\tb\x00100755 blob ID\ta\0", Some("a 0 File true, b 0 File false"));
        check("100644 ID 2\ta\tb\0", Some("a\tb 2 File false"));
        check("160000 commit ID\tsub\0", Some("sub 0 Submodule false"));
        check("120000 ID 0\tlink\0", Some("link 0 Link false"));
        for broken in ["100644 blob ID", "100644 blob 12\ta", "100644 ID x\ta", "777 ID 0\ta", "ID\ta"] {
            check(broken, None);
        }
    }
}
