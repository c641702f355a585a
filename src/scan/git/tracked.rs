//! What git tracks. A file that is in the repository is scanned even where an ignore rule names it, so the
//! ignore rules count only where this list is known.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Output;

use super::{answer, command, no_git, waits};

/// The files that git tracks in one work tree, by the bytes of their paths from its top.
#[derive(Debug, Default)]
pub(in crate::scan) struct Tracked(Vec<Vec<u8>>);

impl Tracked {
    /// Whether git tracks the file at `path`.
    pub(in crate::scan) fn contains(&self, path: &[u8]) -> bool {
        self.0.binary_search_by(|known| known.as_slice().cmp(path)).is_ok()
    }

    /// Whether git tracks a file anywhere below `folder`.
    pub(in crate::scan) fn any_below(&self, folder: &[u8]) -> bool {
        let mut prefix = folder.to_vec();
        prefix.push(b'/');
        let first = self.0.partition_point(|known| known.as_slice() < prefix.as_slice());
        self.0.get(first).is_some_and(|known| known.starts_with(&prefix))
    }
}

/// Asks git for the tracked files of the work tree whose top is `top`. `search_path` is the `PATH` in which
/// `git` is looked for. The error says what failed.
///
/// An empty index beside a commit says nothing: files laid out without a checkout have one. Then the commit's
/// own files count.
pub(in crate::scan) fn tracked(top: &Path, search_path: Option<&OsStr>) -> Result<Tracked, String> {
    let failed = |output: Output| {
        let said = String::from_utf8_lossy(&output.stderr);
        let line = said.lines().next().unwrap_or("it gave no reason").escape_debug().to_string();
        format!("git could not list the tracked files: {line}")
    };
    if let Some(said) = waits(top) {
        return Err(format!("git could not be asked: {said}"));
    }
    let mut output = git(top, search_path, &["ls-files", "-s", "-z", "--"])?;
    if output.status.success() && output.stdout.is_empty() {
        let head = git(top, search_path, &["rev-parse", "--quiet", "--verify", "HEAD"])?;
        if head.status.success() {
            output = git(top, search_path, &["ls-tree", "-r", "-z", "--full-tree", "HEAD", "--"])?;
        } else if !head.stderr.is_empty() {
            return Err(failed(head));
        }
    }
    if output.status.success() { Ok(parse(&output.stdout)) } else { Err(failed(output)) }
}

fn git(top: &Path, search_path: Option<&OsStr>, arguments: &[&str]) -> Result<Output, String> {
    answer(command(top, search_path, arguments)).map_err(|error| no_git(&error).to_string())
}

/// Reads records that end in `<tab>path`. A conflicted file has several and counts once.
fn parse(listing: &[u8]) -> Tracked {
    let records = listing.split(|byte| *byte == 0);
    let paths = records.filter_map(|record| {
        let tab = record.iter().position(|byte| *byte == b'\t')?;
        record.get(tab + 1..).map(<[u8]>::to_vec)
    });
    let mut paths: Vec<_> = paths.collect();
    paths.sort_unstable();
    paths.dedup();
    Tracked(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_by_bytes_and_conflicts_count_once() {
        let records: [&[u8]; 6] = [
            b"100644 00 1\ta/b",
            b"100644 00 2\ta/b",
            b"100755 00 0\ta-c",
            b"120000 00 0\tt\tab\n\xff",
            b"160000 00 0\tsub",
            b"",
        ];
        let tracked = parse(&records.join(&0));
        for path in [&b"a/b"[..], b"a-c", b"t\tab\n\xff", b"sub"] {
            assert!(tracked.contains(path), "{}", path.escape_ascii());
        }
        assert!(tracked.any_below(b"a"));
        for folder in [&b"a-c"[..], b"sub", b"b"] {
            assert!(!tracked.any_below(folder), "{}", folder.escape_ascii());
        }
        assert_eq!(tracked.0.len(), 4);
    }
}
