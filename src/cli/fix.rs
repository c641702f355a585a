//! `gatecheck fix`: the fixes that are proved, written or shown.

use std::env;
use std::path::PathBuf;

use clap::Args;

use super::args;
use super::changes::Changes;
use super::diagnostic::UserError;
use super::job::Job;
use super::scan::{say_errors, say_withheld};
use super::streams::Streams;
use crate::output::choose::applicable;
use crate::output::escape;
use crate::policy::Applicability;
use crate::scan::{Verdict, WalkEntry, digest, remove_leftover, write_atomically};

/// Write the safe fixes
///
/// Each fix is proved before it is written: the file can still be read, the
/// finding is gone and no other appears. The exit code is about what is left.
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

/// Runs the verb. The exit code says what is left: findings that no fix mends fail the gate here too.
pub(super) fn run(args: &FixArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let mut job =
        Job::prepare(&args.paths, &Changes::All, &args.selection, None, &args.gate, &args.general, streams)?;
    if !args.diff {
        job.walk.files.retain(|file| !is_cleared_up(file, streams));
    }
    let least = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let outcome = job.run(Some(least), streams)?;
    say_errors(&outcome.report, streams);
    if args.diff {
        for patch in &outcome.report.patches {
            streams.report(patch.diff.as_bytes())?;
        }
        say_withheld(&outcome.report, streams);
        return Ok(code(outcome.report.verdict(), &args.gate));
    }
    let mut failed = false;
    let (mut files, mut mended) = (0, 0);
    for rewrite in &outcome.rewrites {
        let path = &rewrite.patch.path;
        let entry = job.walk.files.iter().find(|entry| entry.path == *path);
        let Some(place) = entry.and_then(|entry| entry.on_disk()) else { continue };
        match write_atomically(place, digest(&rewrite.before), &rewrite.after) {
            Ok(()) => {
                files += 1;
                mended += rewrite.patch.mended;
                let line = format!(
                    "{}: {}\n",
                    escape::line(path.as_str()),
                    count(rewrite.patch.mended, "fix", "fixes")
                );
                streams.report(escape::guard(&line).as_bytes())?;
            }
            Err(error) => {
                failed = true;
                streams.warn(&format!("{path} was not fixed: {error}"));
            }
        }
    }
    let summary = match files {
        0 if failed => "nothing was fixed\n".to_owned(),
        0 => "nothing to fix\n".to_owned(),
        n => format!("{} in {}\n", count(mended, "fix", "fixes"), count(n, "file", "files")),
    };
    streams.report(summary.as_bytes())?;
    if failed {
        return Ok(Verdict::Incomplete.exit_code());
    }
    // What is left is known only by looking again: a fix may mend more than one finding.
    let left =
        Job::prepare(&args.paths, &Changes::All, &args.selection, None, &args.gate, &args.general, streams)?;
    let left = left.run(None, streams)?.report;
    let open = left.failing().count();
    if open > 0 {
        let none = if args.unsafe_fixes { "no fix" } else { "no safe fix" };
        let left = count(open, "finding is", "findings are");
        streams.warn(&format!("{left} left that {none} here mends; see `gatecheck`"));
    }
    let more = left.open().filter(|finding| applicable(finding, Applicability::Unsafe).is_some()).count();
    if more > 0 && !args.unsafe_fixes {
        let fixes = count(more, "finding has a fix", "findings have fixes");
        streams.warn(&format!("{fixes} that may break something: look with `gatecheck fix --unsafe --diff`"));
    }
    Ok(code(left.verdict(), &args.gate))
}

/// Whether the file is gone: a run that was killed had left it, and it holds nothing but the old or the new text
/// of another.
fn is_cleared_up(file: &WalkEntry, streams: &mut Streams) -> bool {
    let search_path = env::var_os("PATH");
    let gone = file.on_disk().is_some_and(|place| remove_leftover(place, search_path.as_deref()));
    if gone {
        streams.warn(&format!("{} is removed: a run that was killed had left it", file.path));
    }
    gone
}

fn code(verdict: Verdict, gate: &args::Gate) -> u8 {
    if gate.exit_zero && verdict == Verdict::Findings { 0 } else { verdict.exit_code() }
}

/// `1 fix`, `2 fixes`.
fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
