//! Floor 5: walk, pipeline, report, rewrite. With `config` the only floor that touches files.

mod charts;
mod file;
mod fixes;
mod git;
mod inspect;
mod judge;
mod native_findings;
mod open;
mod patch;
mod policies;
mod process;
mod project;
mod prove;
mod read;
mod report;
mod rewrite;
mod run;
mod walk;

pub use open::read_beside;
pub use patch::Rewrite;
pub use policies::{PolicyFolderError, read_policies};
pub use process::{Evaluators, evaluate_confined};
pub use read::{Read, read};
pub use report::{FileEntry, Patch, Report, ScanError, Stats, Verdict};
pub use rewrite::{RewriteError, digest, write_atomically};
pub use run::{Outcome, Request, run};
pub use walk::{Walk, WalkEntry, WalkError, WalkRequest, find_root, walk};
