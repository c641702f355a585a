//! What `gatecheck baseline` takes.

use std::path::PathBuf;

use clap::Args;

use super::args;

/// Record today's findings, so that only new ones fail
#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    /// Files and folders to scan
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The baseline to write [default: .gatecheck/baseline.json at the root]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(super) selection: args::Selection,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
    #[command(flatten)]
    pub(super) general: args::General,
}
