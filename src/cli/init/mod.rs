//! `gatecheck init`: a first configuration, and what other tools' ignores become.

mod migrate;
mod survey;

use std::fs;
use std::io;
use std::path::Path;

use clap::Args;

use super::args;
use super::changes::Changes;
use super::diagnostic::UserError;
use super::job::Job;
use super::output_file::write_output;
use super::scan::say_errors;
use super::setup;
use super::streams::Streams;
use crate::config::{self, Known, NewIgnore, starter};
use crate::scan;

/// Where the JSON Schema is put, from the root.
const SCHEMA: &str = ".gatecheck/schema.json";

/// Write a commented gatecheck.yaml for what is in this repository
///
/// Looks at the files, scans them once, and writes a configuration that says
/// what was found, with examples to switch on. A file that is there already is
/// never overwritten. The JSON Schema beside it is for completion in editors.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Show the configuration instead of writing it
    #[arg(long, conflicts_with_all = ["migrate", "schema"])]
    pub(super) print: bool,
    /// Turn other tools' ignores into gatecheck's: comments and annotations of
    /// hadolint, checkov, zizmor and kube-linter, and what their configuration
    /// files skip
    #[arg(long, conflicts_with = "schema")]
    pub(super) migrate: bool,
    /// With --migrate: show the changes as a diff instead of writing them
    #[arg(long, requires = "migrate")]
    pub(super) diff: bool,
    /// Show the JSON Schema of gatecheck.yaml
    #[arg(long)]
    pub(super) schema: bool,
    #[command(flatten)]
    pub(super) policies: args::Policies,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// Runs the verb.
pub(super) fn run(args: &InitArgs, streams: &mut Streams) -> Result<u8, UserError> {
    if args.schema {
        streams.report(schema(args)?.as_bytes())?;
        return Ok(0);
    }
    if args.migrate {
        return migrate::run(args, streams);
    }
    let job = prepare(args, streams)?;
    let file = job.root.join(config::FILE);
    if !args.print {
        refuse_if_there(&file)?;
    }
    let report = job.run(None, streams)?.report;
    say_errors(&report, streams);
    let text = configuration(&job, &report, Vec::new());
    if args.print {
        streams.report(text.as_bytes())?;
        return Ok(0);
    }
    super::baseline::make_folder(&job.root.join(SCHEMA))?;
    write_new(&file, &text)?;
    write_schema(args, &job.root)?;
    streams.report(format!("{}\n{SCHEMA} (for completion in editors)\n", config::FILE).as_bytes())?;
    let failing = report.failing().count();
    if failing > 0 {
        let findings = if failing == 1 { "finding fails" } else { "findings fail" };
        streams.report(
            format!(
                "{failing} {findings} the gate today: `gatecheck` shows what, \
                 `gatecheck baseline` lets only new ones fail\n"
            )
            .as_bytes(),
        )?;
    }
    Ok(0)
}

/// The scan of the folder, with what the flags say.
fn prepare(args: &InitArgs, streams: &mut Streams) -> Result<Job, UserError> {
    let selection = args::Selection { policies: args.policies.clone(), ..args::Selection::default() };
    let gate = args::Gate { allow_empty: true, ..args::Gate::default() };
    // What is written here is for those who have no configuration yet; only a migration adds to one.
    let general = args::General { no_config: !args.migrate, ..args::General::default() };
    Job::prepare(&[], &Changes::All, &selection, None, &gate, &general, streams)
}

fn configuration(job: &Job, report: &crate::scan::Report, ignores: Vec<NewIgnore>) -> String {
    let mut survey = survey::survey(job, report);
    survey.ignores = ignores;
    starter(&survey, SCHEMA)
}

fn refuse_if_there(file: &Path) -> Result<(), UserError> {
    match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        _ => Err(UserError::new(format!("{} is there already", config::FILE))
            .with_help("--print shows what would be written; --migrate adds to what is there")),
    }
}

/// Writes a file that must not be there yet: all of it or nothing.
fn write_new(file: &Path, text: &str) -> Result<(), UserError> {
    let failed = |error: io::Error| {
        UserError::new(format!("{} cannot be written: {}", file.display(), error.kind()))
            .with_help("--print shows what would be in it")
    };
    scan::write_new(file, text.as_bytes(), 0o666, scan::Existing::Kept).map_err(failed)
}

/// The JSON Schema, with the rules that there are.
fn schema(args: &InitArgs) -> Result<String, UserError> {
    let set = setup::load(!args.policies.no_builtin, &super::policies::bundles(&args.policies)?)?;
    let known = Known::new(set.rules().map(|rule| &**rule));
    Ok(format!("{:#}\n", config::schema(&known)))
}

fn write_schema(args: &InitArgs, root: &Path) -> Result<(), UserError> {
    let file = root.join(SCHEMA);
    super::baseline::make_folder(&file)?;
    write_output(&file, schema(args)?.as_bytes())
}
