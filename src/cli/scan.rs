//! `gatecheck scan`, which is also what `gatecheck` alone does.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::args;
use super::diagnostic::UserError;
use super::output_file::write_output;
use super::setup::{Setup, baseline, setup};
use super::streams::Streams;
use crate::config::Settings;
use crate::document::{FileKind, parse};
use crate::finding::baseline::Baseline;
use crate::limits;
use crate::output::{Format, OutputOptions, escape, place_of};
use crate::policy::Applicability;
use crate::scan::{
    self, Outcome, Read, Report, Request, Verdict, Walk, WalkEntry, WalkRequest, find_root, read, walk,
};
use crate::text::{RepoPath, SourceFile};

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
    /// Show each file's kind, or why it is skipped, instead of scanning
    #[arg(long, help_heading = "Selection")]
    pub(super) list_files: bool,
    #[command(flatten)]
    pub(super) gate: args::Gate,
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
    let job = Job::prepare(
        &args.paths,
        &flags.selection,
        flags.stdin_filename.as_deref(),
        &flags.gate,
        &flags.general,
        streams,
    )?;
    if flags.list_files {
        return list_files(&job.walk, flags.gate.allow_empty, streams);
    }
    let patch = reports.iter().any(|(format, _)| *format == Format::Diff);
    let least = if flags.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let prepared = started.elapsed();
    let outcome = job.run(patch.then_some(least), streams)?;
    let scanned = started.elapsed();
    let report = &outcome.report;
    for (format, file) in &reports {
        let look = streams.look();
        let options = OutputOptions {
            color: file.is_none() && look.color,
            width: if file.is_none() { look.width } else { 80 },
            quiet: flags.terminal.quiet,
            category: flags.output.category.clone(),
            ..OutputOptions::default()
        };
        let mut bytes = Vec::new();
        let written = format.reporter(options).write(report, &mut bytes);
        written.map_err(|error| {
            UserError::new(format!("the {} report cannot be made: {error}", format.name()))
        })?;
        match file {
            Some(file) => write_output(file, &bytes)?,
            None => streams.report(&bytes)?,
        }
    }
    say_withheld(report, streams);
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
    Ok(if flags.gate.exit_zero && verdict == Verdict::Findings { 0 } else { verdict.exit_code() })
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
            "{withheld} places are not in the diff, because a secret stands next to them or their file's name is not UTF-8; `gatecheck fix` writes them"
        ));
    }
}

/// Says on standard error what made the scan incomplete, where the report does not say it to people.
pub(super) fn say_errors(report: &Report, streams: &mut Streams) {
    for error in &report.errors {
        let place = place_of(report, error).map_or_else(String::new, |place| format!("{place}: "));
        streams.warn(&format!("{place}{}", error.message));
    }
}

/// A scan that is ready to run.
pub(super) struct Job {
    pub(super) root: PathBuf,
    pub(super) walk: Walk,
    setup: Setup,
    baseline: Option<(Baseline, Arc<SourceFile>)>,
    ignores: bool,
    allow_empty: bool,
    threads: Option<usize>,
}

impl Job {
    /// Finds the files, and reads policies, configuration and baseline.
    pub(super) fn prepare(
        paths: &[PathBuf],
        selection: &args::Selection,
        input_name: Option<&Path>,
        gate: &args::Gate,
        general: &args::General,
        streams: &mut Streams,
    ) -> Result<Self, UserError> {
        let (root, walk) = gather(paths, &selection.exclude, input_name, streams)?;
        let setup = setup(&root, selection, gate, general, streams)?;
        let baseline = baseline(gate.baseline.as_deref(), &root)?;
        let threads = general.threads.map(std::num::NonZeroUsize::get);
        let (ignores, allow_empty) = (!gate.no_ignores, gate.allow_empty);
        Ok(Self { root, walk, setup, baseline, ignores, allow_empty, threads })
    }

    /// Scans, with a progress bar on a terminal.
    pub(super) fn run(
        &self,
        patch: Option<Applicability>,
        streams: &mut Streams,
    ) -> Result<Outcome, UserError> {
        let mut walk = self.walk.clone();
        let settings = &self.setup.settings;
        let excluded = |file: &WalkEntry| {
            settings.excluded(&file.path).map(|exclude| {
                let reason =
                    exclude.reason.as_deref().map_or_else(String::new, |reason| format!(": {reason}"));
                (file.path.clone(), format!("excluded by the configuration{reason}"))
            })
        };
        walk.skipped.extend(walk.files.iter().filter_map(excluded));
        walk.files.retain(|file| settings.excluded(&file.path).is_none());
        for (path, why) in &walk.skipped {
            streams.detail(&format!("{path} is skipped: {why}"));
        }
        if walk.files.is_empty() && walk.errors.is_empty() && !self.allow_empty {
            return Err(nothing_to_scan());
        }
        let bar = streams.progress(walk.files.len() as u64);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.unwrap_or(0))
            .stack_size(limits::WORKER_STACK)
            .build()
            .map_err(|error| UserError::new(format!("threads cannot be started: {error}")))?;
        let request = Request {
            walk,
            set: &self.setup.set,
            settings,
            baseline: self.baseline.as_ref().map(|(baseline, source)| (baseline, source)),
            ignores: self.ignores,
            patch,
            progress: &|| bar.inc(1),
        };
        let outcome = pool.install(|| scan::run(&request));
        bar.finish_and_clear();
        Ok(outcome)
    }

    /// The settings of the scan.
    pub(super) fn settings(&self) -> &Settings {
        &self.setup.settings
    }
}

/// Finds the root and lists the files that the command line asks for, standard input among them.
pub(super) fn gather(
    paths: &[PathBuf],
    exclude: &[String],
    input_name: Option<&Path>,
    streams: &mut Streams,
) -> Result<(PathBuf, Walk), UserError> {
    let current = env::current_dir()
        .map_err(|error| UserError::new(format!("the current folder cannot be read: {}", error.kind())))?;
    let input = Path::new("-");
    let on_disk: Vec<PathBuf> = paths.iter().filter(|path| *path != input).cloned().collect();
    let from_input = on_disk.len() < paths.len();
    if !from_input && input_name.is_some() {
        return Err(UserError::new("--stdin-filename names standard input, which is not scanned")
            .with_help("add `-` to the paths"));
    }
    let failed = |error: crate::scan::WalkError| UserError::new(error.to_string());
    let root = find_root(&current, &on_disk).map_err(failed)?;
    let mut met = if from_input && on_disk.is_empty() {
        Walk::default()
    } else {
        let search_path = env::var_os("PATH");
        walk(&root, &WalkRequest { current, paths: &on_disk, exclude, search_path }).map_err(failed)?
    };
    if from_input {
        let entry = standard_input(input_name)?;
        met.files.retain(|file| file.path != entry.path);
        let at = met.files.partition_point(|file| file.path < entry.path);
        met.files.insert(at, entry);
    }
    for note in &met.notes {
        streams.warn(note);
    }
    Ok((root, met))
}

/// Standard input, read under the limit of every file. An editor pipes the text of a file it names, so the
/// name stands for that file in the scan; without one it is YAML, as renderers write it.
fn standard_input(name: Option<&Path>) -> Result<WalkEntry, UserError> {
    let mut bytes = Vec::new();
    let limit = limits::FILE_BYTES + 1;
    io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| UserError::new(format!("standard input cannot be read: {}", error.kind())))?;
    let name = name.map_or_else(|| "stdin.yaml".into(), Path::to_string_lossy);
    let name = name.strip_prefix("./").unwrap_or(&name);
    Ok(WalkEntry::given(RepoPath::new(name), bytes))
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
            Read::Binary(_) => "binary".to_owned(),
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

/// What to say when no file was met: a wrong path must not look like a clean repository.
pub(super) fn nothing_to_scan() -> UserError {
    UserError::new("there is nothing to scan")
        .with_help("check the path and the excludes (--list-files shows them), or say --allow-empty")
}
