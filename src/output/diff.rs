//! The `diff` format: the fixes of all open findings as one unified diff that `git apply` accepts.
//!
//! The scan has put the fixes together, proved them together, and left out what would show a secret.

use std::io::{self, Write};

use super::{OutputOptions, Reporter};
use crate::scan::Report;

/// Writes the patches of the report, one file after the other.
pub(super) struct Diff {
    #[expect(dead_code, reason = "a diff looks the same whatever the options are")]
    pub(super) options: OutputOptions,
}

impl Reporter for Diff {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        report.patches.iter().try_for_each(|patch| out.write_all(patch.diff.as_bytes()))
    }
}
