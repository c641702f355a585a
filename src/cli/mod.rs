//! Floor 7: argv, environment, streams and exit code; one file per verb. The only floor that prints.
//!
//! A verb takes what was typed and [`Streams`], and answers with a verdict or a [`UserError`].

pub mod args;
mod baseline;
mod changes;
mod completions;
mod diagnostic;
mod evaluator;
mod fix;
mod gate_files;
mod hook;
mod init;
mod job;
mod man;
mod names;
mod output_file;
mod own;
mod passthrough;
mod policies;
mod policy;
mod rules;
mod scan;
mod setup;
mod streams;
#[cfg(test)]
mod tests;
mod version;

pub use diagnostic::{Label, UserError};
pub use output_file::write_output;
pub use streams::Streams;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::output::escape;
use crate::scan::Verdict;

/// Finds secrets, unpinned dependencies, root containers and missing limits
/// before they are deployed, and shows the patch.
///
/// Without a command, scans the current folder.
///
/// Exit codes: 0 pass; 1 findings at or above --fail-on; 2 wrong usage,
/// configuration or policy, or nothing to scan; 3 incomplete: something could
/// not be read or checked.
#[derive(Debug, Parser)]
#[command(name = "gatecheck", version, max_term_width = 80, args_conflicts_with_subcommands = true)]
// clap would print the version before it knows whether --verbose follows.
#[command(disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Print the version; with --verbose also the target and the rules in it
    #[arg(short = 'V', long)]
    version: bool,
    #[command(flatten)]
    bare: scan::Flags,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Scan(scan::ScanArgs),
    Fix(fix::FixArgs),
    Explain(rules::ExplainArgs),
    Rules(rules::RulesArgs),
    Baseline(baseline::BaselineArgs),
    Init(init::InitArgs),
    Policy(policy::PolicyArgs),
    Input(policy::InputArgs),
    Hook(hook::HookArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

impl Verb {
    /// How the verb uses the terminal.
    fn terminal(&self) -> &args::Terminal {
        match self {
            Self::Scan(args) => &args.flags.terminal,
            Self::Fix(args) => &args.terminal,
            Self::Explain(args) => &args.terminal,
            Self::Rules(args) => &args.terminal,
            Self::Baseline(args) => &args.terminal,
            Self::Init(args) => &args.terminal,
            Self::Policy(args) => match &args.verb {
                policy::PolicyVerb::Test(args) | policy::PolicyVerb::Check(args) => &args.terminal,
                policy::PolicyVerb::New(args) => &args.terminal,
            },
            Self::Input(args) => &args.terminal,
            Self::Hook(args) => args.terminal(),
            Self::Completions(args) => &args.terminal,
            Self::Man(args) => &args.terminal,
        }
    }
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    quiet_panics();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if evaluator::is_asked_for(&arguments) {
        return evaluator::run();
    }
    // clap would look at more of the environment than is documented.
    let command = Cli::command().color(match streams::help_is_coloured() {
        true => clap::ColorChoice::Always,
        false => clap::ColorChoice::Never,
    });
    match command.try_get_matches_from(&arguments).and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => run(cli),
        Err(error) => usage(error, &arguments),
    }
}

fn run(cli: Cli) -> ExitCode {
    let wants_version = cli.version;
    let verb = cli.verb.unwrap_or(Verb::Scan(scan::ScanArgs { paths: Vec::new(), flags: cli.bare }));
    let terminal = verb.terminal();
    let mut streams = Streams::new(terminal);
    let outcome = match &verb {
        _ if wants_version => version::run(terminal.verbose, &mut streams),
        Verb::Scan(args) => scan::run(args, &mut streams),
        Verb::Fix(args) => fix::run(args, &mut streams),
        Verb::Explain(args) => rules::explain(args, &mut streams),
        Verb::Rules(args) => rules::run(args, &mut streams),
        Verb::Baseline(args) => baseline::run(args, &mut streams),
        Verb::Init(args) => init::run(args, &mut streams),
        Verb::Policy(args) => policy::run(args, &mut streams),
        Verb::Input(args) => policy::input(args, &mut streams),
        Verb::Hook(args) => hook::run(args, &mut streams),
        Verb::Completions(args) => completions::run(args, &mut streams),
        Verb::Man(args) => man::run(args, &mut streams),
    };
    let outcome = outcome.and_then(|code| streams.finish().map(|()| code));
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            streams.error(&error);
            ExitCode::from(Verdict::Failed.exit_code())
        }
    }
}

/// Answers what clap could not read as a command, or was asked for: help.
fn usage(mut error: clap::Error, arguments: &[OsString]) -> ExitCode {
    let (path, what) = match error.kind() {
        ErrorKind::InvalidSubcommand => (arguments.get(1), "a path needs the verb"),
        ErrorKind::ArgumentConflict => (arguments.last(), "options and paths stand behind the verb"),
        _ => (None, ""),
    };
    if let Some(path) = path.filter(|argument| Path::new(argument).exists()) {
        let tip = format!("{what}: gatecheck scan {}", escape::line(&path.to_string_lossy()));
        error.insert(
            clap::error::ContextKind::Suggested,
            clap::error::ContextValue::StyledStrs(vec![tip.into()]),
        );
    }
    // Nothing can be done where not even this can be printed.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(Verdict::Failed.exit_code()) } else { ExitCode::SUCCESS }
}

/// Makes a panic name its place only. Its message may hold text of the file that was being read, and so a
/// secret; and the file is reported where the panic is caught.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!(" at {}:{}", place.file(), place.line()));
        streams::say(&format!("gatecheck: internal error{}; please report it\n", place.unwrap_or_default()));
    }));
}
