//! `--passthrough`: standard input comes out again when it passes the gate, and nothing comes out when it does
//! not. What stands behind it, such as Argo CD, takes an empty answer for "delete everything", so whatever is
//! doubtful is an error here, never an empty success.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::diagnostic::UserError;
use super::streams::Streams;
use crate::document::{Data, Document, parse};
use crate::scan::{Read, Walk, WalkEntry, read};

/// Refuses what does not go together with it: other paths, and reports on standard output.
pub(super) fn check<'a>(paths: &[PathBuf], reports: impl Iterator<Item = &'a Path>) -> Result<(), UserError> {
    if paths != [Path::new("-")] {
        return Err(UserError::new("--passthrough is for standard input alone")
            .with_help("write it as: gatecheck scan - --passthrough"));
    }
    let out = rustix::fs::fstat(io::stdout()).ok();
    for file in reports {
        let same = |out: rustix::fs::Stat| {
            file.metadata().is_ok_and(|to| to.dev() == out.st_dev && to.ino() == out.st_ino)
        };
        if file != Path::new("/dev/null") && out.is_some_and(same) {
            return Err(UserError::new(format!(
                "with --passthrough, standard output is not for reports, and {} is the same file",
                file.display()
            ))
            .with_help("name another file; the report of --format goes to standard error"));
        }
    }
    Ok(())
}

/// Refuses an input in which there is nothing: the command that should have written it failed, most likely.
/// Whether what is there can be read at all, the scan says.
pub(super) fn check_input(walk: &Walk) -> Result<(), UserError> {
    let something = walk.files.iter().any(says_something);
    if something {
        return Ok(());
    }
    Err(UserError::new("there is no document on standard input, so nothing can pass")
        .with_help("check that the command before gatecheck writes manifests, and that it did not fail"))
}

/// Whether there is a document in a file, or something that cannot be read.
pub(super) fn says_something(entry: &WalkEntry) -> bool {
    match read(entry) {
        Read::Text(source) => {
            let parsed = parse(&source, entry.kind(&source));
            let says = |document: &Document| document.tree.root_node().data != Data::Null;
            !parsed.problems.is_empty() || parsed.documents.iter().any(says)
        }
        Read::Binary(_) | Read::Encoded(..) | Read::Skipped(_) => false,
        Read::Failed(_) => true,
    }
}

/// Writes standard input to standard output, unchanged, after it has passed.
pub(super) fn write(walk: &Walk, streams: &mut Streams) -> Result<(), UserError> {
    let given = walk.files.first().and_then(WalkEntry::given_bytes);
    streams.hand_on(given.expect("internal error: standard input was scanned and is not there"))
}
