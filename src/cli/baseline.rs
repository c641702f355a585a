//! `gatecheck baseline`: adopting the gate on an old repository.

use std::path::PathBuf;

use clap::Args;

use super::args;
use super::changes::Changes;
use super::diagnostic::UserError;
use super::output_file::write_output;
use super::scan::{Job, say_errors};
use super::streams::Streams;
use crate::finding::Finding;
use crate::finding::baseline::{PATH, of};
use crate::scan::Verdict;

/// Record today's findings, so that only new ones fail
///
/// Writes them to a file that `gatecheck` reads by itself from then on. Commit
/// it. Run this again when a finding is mended, to take it out.
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

/// Runs the verb: the baseline is what is found today, so writing it again drops what is gone.
pub(super) fn run(args: &BaselineArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let gate =
        args::Gate { baseline: args.baseline.clone().filter(|file| file.exists()), ..args::Gate::default() };
    let job = Job::prepare(&args.paths, &Changes::All, &args.selection, None, &gate, &args.general, streams)?;
    let report = job.run(None, streams)?.report;
    say_errors(&report, streams);
    if report.verdict() == Verdict::Incomplete {
        streams.warn(
            "the baseline was not written: the scan is incomplete, and what it missed would be new later",
        );
        return Ok(Verdict::Incomplete.exit_code());
    }
    let may_accept = |finding: &Finding| {
        !finding.weak_secret
            && !finding.rule.id.as_str().starts_with("gatecheck/")
            && job.settings().may_baseline(&finding.rule.id)
    };
    let (baseline, left) = of(&report.findings, may_accept);
    let file = args.baseline.clone().unwrap_or_else(|| job.root.join(PATH));
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| {
            UserError::new(format!("{} cannot be made: {}", folder.display(), error.kind()))
        })?;
        let linked = folder.canonicalize().map_or(true, |real| real != folder);
        if args.baseline.is_none() && linked {
            let message = format!("{} is a symbolic link", folder.display());
            return Err(UserError::new(message).with_help("name the file with --baseline"));
        }
    }
    write_output(&file, baseline.to_text().as_bytes())?;
    let shown = file.strip_prefix(&job.root).unwrap_or(&file);
    streams.report(format!("{}: {} findings\n", shown.display(), baseline.entries.len()).as_bytes())?;
    if left > 0 {
        streams.warn(&format!("{left} findings may not be accepted and still count"));
    }
    Ok(0)
}
