//! `gatecheck scan`, which is also what `gatecheck` alone does.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::args;
use super::changes::Changes;
use super::diagnostic::UserError;
use super::job::{Job, nothing_to_scan};
use super::output_file::write_output;
use super::passthrough;
use super::streams::Streams;
use crate::document::{FileKind, parse};
use crate::limits;
use crate::output::{Format, OutputOptions, escape, place_of};
use crate::policy::Applicability;
use crate::scan::{Read, Report, Verdict, Walk, read};
use crate::text::RepoPath;

/// Scan files and folders
///
/// Without a path, scans the current folder. In a git repository, paths are
/// reported from its top, and files that git ignores are left out unless git
/// tracks them or they are named here.
#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Files and folders to scan; `-` is standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) flags: Flags,
}

/// The flags of `scan`.
#[derive(Debug, Args)]
pub(super) struct Flags {
    #[command(flatten)]
    pub(super) selection: args::Selection,
    /// The path that standard input stands for [default: stdin.yaml]
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Scan what is staged for the next commit, as git's index holds it
    #[arg(long, help_heading = "Selection", conflicts_with = "diff_base")]
    pub(super) staged: bool,
    /// Report only what is new since the branch parted from REF
    #[arg(long, value_name = "REF", help_heading = "Selection")]
    pub(super) diff_base: Option<String>,
    /// Show each file's kind, or why it is skipped, instead of scanning
    #[arg(long, help_heading = "Selection")]
    pub(super) list_files: bool,
    #[command(flatten)]
    pub(super) gate: args::Gate,
    /// Write standard input to standard output when it passes, and nothing
    /// when it does not; the report goes to standard error
    #[arg(
        long,
        help_heading = "Gate",
        conflicts_with_all = ["exit_zero", "allow_empty", "list_files"]
    )]
    pub(super) passthrough: bool,
    #[command(flatten)]
    pub(super) output: args::Output,
    /// Put unsafe fixes into the diff format too: they may break what they mend
    #[arg(long = "unsafe", help_heading = "Output")]
    pub(super) unsafe_fixes: bool,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
    #[command(flatten)]
    pub(super) general: args::General,
}

/// Runs the verb.
pub(super) fn run(args: &ScanArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let started = Instant::now();
    let flags = &args.flags;
    let reports = reports(&flags.output)?;
    if flags.passthrough {
        passthrough::check(&args.paths, reports.iter().filter_map(|(_, file)| file.as_deref()))?;
    }
    let changes = changes(args, &reports)?;
    let mut job = Job::prepare(
        &args.paths,
        &changes,
        &flags.selection,
        flags.stdin_filename.as_deref(),
        &flags.gate,
        &flags.general,
        streams,
    )?;
    if flags.passthrough {
        passthrough::check_input(&job.walk)?;
    }
    if flags.list_files {
        return list_files(&job.reported(), job.allow_empty, streams);
    }
    let wanted = |wanted| reports.iter().any(|(format, _)| *format == wanted);
    let patch = wanted(Format::Diff);
    job.digests = wanted(Format::Intoto);
    let least = if flags.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let prepared = started.elapsed();
    let mut outcome = job.run(patch.then_some(least), streams)?;
    let scanned = started.elapsed();
    if job.digests {
        outcome.report.bases = job.bases();
    }
    // It matches paths, so it comes before the secrets in them are gone.
    let unused = if job.ignores { unused(&job, &outcome.report) } else { Vec::new() };
    streams.names().hide(&mut outcome.report);
    let report = &outcome.report;
    for (format, file) in &reports {
        let look = if flags.passthrough { streams.error_look() } else { streams.look() };
        let options = OutputOptions {
            color: file.is_none() && look.color,
            width: if file.is_none() { look.width } else { 80 },
            quiet: flags.terminal.quiet,
            category: flags.output.category.clone(),
            include_suppressed: flags.output.sarif_include_suppressed,
            max_results: flags.output.sarif_max_results.map_or(limits::SARIF_RESULTS, NonZeroUsize::get),
            ..OutputOptions::default()
        };
        let mut bytes = Vec::new();
        let reporter = format.reporter(options);
        let written = reporter.write(report, &mut bytes);
        written.map_err(|error| {
            UserError::new(format!("the {} report cannot be made: {error}", format.name()))
        })?;
        match file {
            Some(file) => write_output(file, &bytes)?,
            None if flags.passthrough => streams.aside(&bytes),
            None => streams.made(&bytes)?,
        }
        if let Some(text) = reporter.left_out(report) {
            streams.warn(&text);
        }
    }
    say_withheld(report, streams);
    for text in unused {
        streams.warn(&text);
    }
    if !reports.iter().any(|(format, file)| file.is_none() && *format == Format::Human) {
        say_errors(report, streams);
    }
    if flags.output.timings {
        let ms = |time: std::time::Duration| time.as_millis();
        streams.warn(&format!(
            "rules and settings {} ms, scan {} ms, reports {} ms",
            ms(prepared),
            ms(scanned - prepared),
            ms(started.elapsed() - scanned)
        ));
    }
    let verdict = report.verdict();
    if flags.passthrough && verdict == Verdict::Pass {
        passthrough::write(&job.walk, streams)?;
    }
    Ok(if flags.gate.exit_zero && verdict == Verdict::Findings { 0 } else { verdict.exit_code() })
}

/// What of the files is scanned and reported.
fn changes(args: &ScanArgs, reports: &[(Format, Option<PathBuf>)]) -> Result<Changes, UserError> {
    let (flags, input) = (&args.flags, Path::new("-"));
    let changes = match &flags.diff_base {
        _ if flags.staged => Changes::Staged,
        Some(reference) => Changes::Since(reference.clone()),
        None => return Ok(Changes::All),
    };
    if args.paths.iter().any(|path| path == input) {
        return Err(UserError::new("standard input is in no commit, so nothing in it can be compared")
            .with_help("leave out --staged and --diff-base, or `-`"));
    }
    let diff = reports.iter().any(|(format, _)| *format == Format::Diff);
    if diff && flags.diff_base.is_some() {
        return Err(UserError::new("the diff format mends files as a whole, not only what is new in them")
            .with_help("leave out --diff-base, or use a format that shows the fix beside each finding"));
    }
    if reports.iter().any(|(format, _)| *format == Format::Intoto) && flags.diff_base.is_some() {
        return Err(UserError::new(
            "the intoto format is about files as a whole, not only what is new in them",
        )
        .with_help("leave out --diff-base, so that what the statement names has passed as it is"));
    }
    Ok(changes)
}

/// The reports to write: the one for standard output, then those for files.
fn reports(output: &args::Output) -> Result<Vec<(Format, Option<PathBuf>)>, UserError> {
    let format = |name: &str| {
        Format::from_name(name).ok_or_else(|| {
            let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
            UserError::new(format!("there is no format named {name:?}"))
                .with_help(format!("it is one of {}", names.join(", ")))
        })
    };
    let mut reports = vec![(format(output.format.as_deref().unwrap_or("human"))?, None)];
    for to in &output.output {
        if reports.iter().any(|(_, file)| file.as_ref() == Some(&to.file)) {
            return Err(UserError::new(format!("two reports are to be written to {}", to.file.display()))
                .with_help("give each its own file"));
        }
        reports.push((format(&to.format)?, Some(to.file.clone())));
    }
    Ok(reports)
}

/// Says what a diff leaves out.
pub(super) fn say_withheld(report: &Report, streams: &mut Streams) {
    let withheld: usize = report.patches.iter().map(|patch| patch.withheld).sum();
    if withheld > 0 {
        streams.warn(&format!(
            "{withheld} places are not in the diff, because a secret or what a terminal or build runner would obey stands next to them, or no diff can name their file; `gatecheck fix` writes them"
        ));
    }
}

/// Which entries of the configuration do nothing, where everything was looked at.
fn unused(job: &Job, report: &Report) -> Vec<String> {
    let Some(file) = job.configuration.as_ref().filter(|_| job.walk.whole && report.errors.is_empty()) else {
        return Vec::new();
    };
    let files: Vec<&RepoPath> = job.walk.files.iter().map(|entry| &entry.path).collect();
    let unused = job.settings().unused(file, &files, &report.findings, &report.rules);
    let said = unused.into_iter().map(|(span, message)| {
        let line =
            span.map_or_else(String::new, |span| format!(":{}", file.lines.line_of(span.range().start) + 1));
        format!("{}{line}: {message}: take the entry away", file.path)
    });
    said.collect()
}

/// Says on standard error what made the scan incomplete, where the report does not say it to people.
pub(super) fn say_errors(report: &Report, streams: &mut Streams) {
    for error in &report.errors {
        let place = place_of(report, error).map_or_else(String::new, |place| format!("{place}: "));
        streams.warn(&format!("{place}{}", error.message));
    }
}

/// Prints each file with its kind, or why it is skipped.
fn list_files(walk: &Walk, allow_empty: bool, streams: &mut Streams) -> Result<u8, UserError> {
    let mut rows: Vec<(&RepoPath, String)> = Vec::new();
    let mut verdict = Verdict::Pass;
    for entry in &walk.files {
        let what = match read(entry) {
            Read::Text(source) => match entry.kind(&source) {
                // What a YAML file holds is known only when it has been read.
                FileKind::Yaml => {
                    let documents = parse(&source, FileKind::Yaml).documents;
                    let kinds: BTreeSet<&str> = documents.iter().map(|it| it.kind.name()).collect();
                    let kinds: Vec<&str> = kinds.into_iter().collect();
                    if kinds.is_empty() { FileKind::Yaml.name().to_owned() } else { kinds.join(", ") }
                }
                kind => kind.name().to_owned(),
            },
            Read::Binary(_) | Read::Encoded(..) => "binary".to_owned(),
            Read::Skipped(why) => format!("skipped: {why}"),
            Read::Failed(why) => {
                verdict = Verdict::Incomplete;
                format!("failed: {why}")
            }
        };
        let foreign = if entry.only_text { " (vendored)" } else { "" };
        rows.push((&entry.path, what + foreign));
    }
    rows.extend(walk.skipped.iter().map(|(path, why)| (path, format!("skipped: {why}"))));
    for error in &walk.errors {
        verdict = Verdict::Incomplete;
        rows.extend(error.path.as_ref().map(|path| (path, format!("failed: {}", error.message))));
    }
    rows.sort();
    for (path, what) in rows {
        let row = format!("{}  {}\n", escape::line(path.as_str()), escape::line(&what));
        streams.report(escape::guard(&row).as_bytes())?;
    }
    if walk.files.is_empty() && walk.errors.is_empty() && !allow_empty {
        return Err(nothing_to_scan());
    }
    Ok(verdict.exit_code())
}
