//! What `gatecheck policy` and `gatecheck input` take.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::args;

/// Write policies of your own
#[derive(Debug, Args)]
pub(super) struct PolicyArgs {
    #[command(subcommand)]
    pub(super) verb: PolicyVerb,
}

#[derive(Debug, Subcommand)]
pub(super) enum PolicyVerb {
    /// Run the tests and examples of policies
    Test(PolicyFolders),
    /// Check policies without running them
    Check(PolicyFolders),
    /// Start a policy: its metadata, a test and two examples
    New(NewPolicy),
}

/// Which policies.
#[derive(Debug, Args)]
pub(super) struct PolicyFolders {
    /// Folders of policies [default: policies]
    #[arg(value_name = "DIR")]
    pub(super) folders: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// What to start.
#[derive(Debug, Args)]
pub(super) struct NewPolicy {
    /// Its id: a group and the bad thing, such as `team/missing-owner`
    #[arg(value_name = "ID")]
    pub(super) id: String,
    /// The kind of document it looks at
    #[arg(long, value_name = "KIND", default_value = "kubernetes")]
    pub(super) kind: String,
    /// The folder of policies to put it in
    #[arg(long, value_name = "DIR", default_value = "policies")]
    pub(super) folder: PathBuf,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// Show what a policy sees of a file, as JSON
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The name that standard input is read under
    #[arg(long, value_name = "NAME")]
    pub(super) stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}
