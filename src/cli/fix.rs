//! What `gatecheck fix` takes.

use std::path::PathBuf;

use clap::Args;

use super::args;

/// Write the safe fixes
///
/// Each fix is proved before it is written: the file still reads, the finding
/// is gone and no other appears.
#[derive(Debug, Args)]
pub(super) struct FixArgs {
    /// Files and folders to fix
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Show the fixes as a diff for `git apply` instead of writing them
    #[arg(long)]
    pub(super) diff: bool,
    /// Apply unsafe fixes too: they may break what they mend
    #[arg(long = "unsafe")]
    pub(super) unsafe_fixes: bool,
    #[command(flatten)]
    pub(super) selection: args::Selection,
    #[command(flatten)]
    pub(super) gate: args::Gate,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
    #[command(flatten)]
    pub(super) general: args::General,
}
