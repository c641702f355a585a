//! Floor 5: walk, pipeline, report, rewrite. With `config` the only floor that touches files.

mod git;
mod open;
mod policies;
mod read;
mod report;
mod rewrite;
mod walk;

pub use policies::{PolicyFolderError, read_policies};
pub use read::{Read, read};
pub use report::{FileEntry, Report, ScanError, Stats, Verdict};
pub use rewrite::{RewriteError, digest, write_atomically};
pub use walk::{Walk, WalkEntry, WalkError, WalkRequest, find_root, walk};
