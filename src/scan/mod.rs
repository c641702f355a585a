//! Floor 5: walk, pipeline, report, rewrite. With `config` the only floor that touches files.

mod charts;
mod compare;
mod file;
mod fixes;
mod git;
mod hooks_folder;
mod inspect;
mod judge;
mod mask;
mod migrate;
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

pub use compare::{ChangesError, Comparison, Staged, changed_since, staged};
pub use git::{Git, GitError, Listed, Mode, ObjectId, Objects};
pub use hooks_folder::{GitUser, HooksFolder, hooks_folder};
pub use mask::{masked_document, redactor_of};
pub use migrate::{Migration, migrate};
pub use open::read_beside;
pub use patch::Rewrite;
pub use policies::{PolicyFolderError, read_policies};
pub use process::{Evaluators, evaluate_confined};
pub use read::{Read, read};
pub use report::{Compared, FileEntry, Patch, Report, ScanError, Stats, Verdict};
pub use rewrite::{RewriteError, digest, write_atomically};
pub use run::{Outcome, Request, run};
pub use walk::{Walk, WalkEntry, WalkError, WalkRequest, find_root, walk};
