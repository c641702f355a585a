//! Flags that several verbs share. What is typed, nothing resolved. The comments are the help text.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::output::Format;
use crate::policy::Severity;

/// Which files and which rules.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct Selection {
    /// Run only these rules: ids, or groups such as k8s (comma-separated)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not run these rules: ids, or groups (comma-separated)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Run the rules of a profile too, such as pss-restricted
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Leave out files; a pattern as in a .gitignore at the root (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Which policies there are to choose from.
    #[command(flatten)]
    pub policies: Policies,
}

/// Which policies there are.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Selection")]
pub struct Policies {
    /// Use the policies in a folder too (repeatable)
    #[arg(long = "policies", value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// Use no built-in rules, only those of --policies
    #[arg(long, requires = "folders")]
    pub no_builtin: bool,
}

/// What fails the gate.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Gate")]
pub struct Gate {
    /// The lowest severity that fails: low, medium, high or critical
    /// [default: medium, or what gatecheck.yaml says]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<Severity>,
    /// Findings in this baseline do not fail
    /// [default: .gatecheck/baseline.json at the root, if there is one]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Count findings that are ignored or in the baseline as well
    #[arg(long)]
    pub no_ignores: bool,
    /// Pass when there is nothing to scan, instead of failing with 2
    #[arg(long)]
    pub allow_empty: bool,
    /// Exit with 0 instead of 1 when there are findings
    #[arg(long)]
    pub exit_zero: bool,
    /// An organisation's configuration; the repository's own may tighten it,
    /// and loosen only what it allows
    #[arg(long, value_name = "FILE")]
    pub org_config: Option<PathBuf>,
    /// Judge by the configuration, baseline, policies and ignores of a commit,
    /// such as origin/main; what differs from them is reported
    #[arg(long, value_name = "REF")]
    pub config_from_ref: Option<String>,
    /// Use the policies too that the repository's own gatecheck.yaml names
    #[arg(long)]
    pub allow_repo_policy: bool,
}

/// What is written, and where.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub struct Output {
    /// The format of the report on standard output [default: human]
    #[arg(long, value_name = "NAME", value_parser = formats())]
    pub format: Option<String>,
    /// Write a report to a file too, e.g. sarif=gate.sarif (repeatable)
    #[arg(long, value_name = "FORMAT=FILE")]
    pub output: Vec<OutputTo>,
    /// A name that keeps this SARIF report apart from others of the same commit
    #[arg(long, value_name = "NAME")]
    pub category: Option<String>,
    /// How many results SARIF holds at most, the most severe ones
    /// [default: 5000, as many as GitHub keeps]
    #[arg(long, value_name = "N")]
    pub sarif_max_results: Option<NonZeroUsize>,
    /// List findings that are ignored or in the baseline in SARIF too;
    /// code scanning opens them as alerts
    #[arg(long)]
    pub sarif_include_suppressed: bool,
    /// Say on standard error how long each part took
    #[arg(long)]
    pub timings: bool,
}

/// The names of the formats, so that the help lists those there are.
fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name()))
}

/// How the terminal is used.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Terminal")]
pub struct Terminal {
    /// When to use colour
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub color: Color,
    /// Write only errors, and of a report for people only the last line
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on standard error, such as files that were skipped
    #[arg(short, long)]
    pub verbose: bool,
}

/// What holds for every verb that scans.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "General")]
pub struct General {
    /// Use this configuration instead of gatecheck.yaml at the root
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub no_config: bool,
    /// How many threads to use [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// A report and the file it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputTo {
    /// The format's name.
    pub format: String,
    /// The file.
    pub file: PathBuf,
}

impl FromStr for OutputTo {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((format, file)) if !format.is_empty() && !file.is_empty() => {
                Ok(Self { format: format.to_owned(), file: file.into() })
            }
            _ => Err("write it as FORMAT=FILE, for example sarif=gate.sarif".to_owned()),
        }
    }
}
