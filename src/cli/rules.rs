//! What `gatecheck rules` and `gatecheck explain` take.

use clap::{Args, ValueEnum};

use super::args;

/// Explain a rule
///
/// What it finds and why, a bad and a good example, the fix, controls, and how
/// to ignore it. Ids of other tools, such as DL3007 or CKV_K8S_16, find ours.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The rule's id, or another tool's id for it
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) policies: args::Policies,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// List the rules
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Only rules whose id or title has this text
    #[arg(value_name = "TEXT")]
    pub(super) text: Option<String>,
    /// How to list them
    #[arg(long, value_enum, value_name = "NAME", default_value_t = ListFormat::Text)]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) policies: args::Policies,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ListFormat {
    /// One line each
    #[default]
    Text,
    /// JSON, with everything the metadata says
    Json,
}
