//! `gatecheck baseline`: adopting the gate on an old repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::args;
use super::changes::Changes;
use super::diagnostic::UserError;
use super::job::Job;
use super::output_file::write_output;
use super::scan::say_errors;
use super::streams::Streams;
use crate::finding::Finding;
use crate::finding::baseline::{Baseline, Entry, PATH, of};
use crate::output::escape;
use crate::scan::{Report, Verdict};

/// Record today's findings, so that only new ones fail
///
/// Writes them to a file that `gatecheck` reads by itself from then on. Commit
/// it. Run again, it is written anew: what is new is accepted, and what is gone
/// is taken out. --update and --prune do one of the two.
#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    /// Files and folders to scan
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// The baseline to write [default: .gatecheck/baseline.json at the root]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Only add what is new; what was accepted before stays
    #[arg(long, conflicts_with = "prune")]
    pub(super) update: bool,
    /// Only take out what is gone; nothing new is accepted
    #[arg(long)]
    pub(super) prune: bool,
    #[command(flatten)]
    pub(super) selection: args::Selection,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
    #[command(flatten)]
    pub(super) general: args::General,
}

/// Runs the verb.
pub(super) fn run(args: &BaselineArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let gate =
        args::Gate { baseline: args.baseline.clone().filter(|file| file.is_file()), ..args::Gate::default() };
    let job = Job::prepare(&args.paths, &Changes::All, &args.selection, None, &gate, &args.general, streams)?;
    let known = job.baseline();
    if known.is_none() && (args.update || args.prune) {
        return Err(UserError::new("there is no baseline yet").with_help("write one: gatecheck baseline"));
    }
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
    let nothing = Baseline::default();
    let before = known.unwrap_or(&nothing);
    let judged = judged(&job, &report);
    let (after, left) = if args.update {
        before.with_new(&report.findings, may_accept)
    } else if args.prune {
        (before.without_stale(&report.findings, may_accept, &judged), 0)
    } else {
        let (found, left) = of(&report.findings, may_accept);
        // What this scan did not look at is still accepted.
        let unseen = before.entries.iter().filter(|entry| !judged(entry)).cloned();
        (found.with(unseen), left)
    };
    let file = args.baseline.clone().unwrap_or_else(|| job.root.join(PATH));
    if args.baseline.is_none() {
        make_folder(&file)?;
    } else if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| unmade(folder, &error))?;
    }
    let mut written = after.clone();
    for entry in &mut written.entries {
        entry.message = streams.shown(&entry.message);
    }
    write_output(&file, written.to_text().as_bytes())?;
    let shown = file.strip_prefix(&job.root).unwrap_or(&file);
    let count = after.entries.len();
    let findings = if count == 1 { "finding" } else { "findings" };
    let changes = match known {
        Some(before) => format!(" ({} added, {} gone)", before.lacks(&after), after.lacks(before)),
        None => String::new(),
    };
    let shown = shown.to_string_lossy();
    streams.report(format!("{}: {count} {findings}{changes}\n", escape::line(&shown)).as_bytes())?;
    if left > 0 {
        let findings = if left == 1 {
            "finding may not be accepted and still counts"
        } else {
            "findings may not be accepted and still count"
        };
        streams.warn(&format!("{left} {findings}"));
    }
    Ok(0)
}

/// Whether an entry would have met its finding in this scan: its rule ran, and its file was looked at or is
/// not there to be looked at.
fn judged<'a>(job: &'a Job, report: &'a Report) -> impl Fn(&Entry) -> bool + 'a {
    let ran: BTreeSet<&str> = report.rules.iter().map(|rule| rule.id.as_str()).collect();
    let seen = report.entries.iter().filter(|entry| entry.outcome.is_ok());
    let seen: BTreeSet<&str> = seen.map(|entry| entry.path.as_str()).collect();
    // A file with a secret in its name is known in the entry only as it may be shown: there may be others like it.
    let found: BTreeSet<&str> = report.findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
    move |entry: &Entry| {
        let looked_at = seen.contains(entry.path.as_str()) || found.contains(entry.fingerprint.as_str());
        ran.contains(entry.rule.as_str()) && (job.walk.whole || looked_at)
    }
}

/// Makes the folder of one of gatecheck's own files in the repository. It must not be a link: what is written
/// there would land elsewhere.
pub(super) fn make_folder(file: &Path) -> Result<(), UserError> {
    let Some(folder) = file.parent() else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|error| unmade(folder, &error))?;
    if folder.canonicalize().map_or(true, |real| real != folder) {
        let message = format!("{} is a symbolic link", folder.display());
        return Err(UserError::new(message).with_help("take the link away, or name another file"));
    }
    Ok(())
}

fn unmade(folder: &Path, error: &std::io::Error) -> UserError {
    UserError::new(format!("{} cannot be made: {}", folder.display(), error.kind()))
}
