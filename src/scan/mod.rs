//! Floor 5: walk, pipeline, report, rewrite. With `config` the only floor that touches files.

mod report;

pub use report::{FileEntry, Report, ScanError, Stats, Verdict};
