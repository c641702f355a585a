//! A scan that is ready to run: its files found, its policies, configuration and baseline read. What becomes of
//! the report is the verbs' business.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args;
use super::changes::{Changes, Gathered, since, staged};
use super::diagnostic::UserError;
use super::setup::{Setup, baseline, setup};
use super::streams::Streams;
use crate::config::Settings;
use crate::finding::baseline::Baseline;
use crate::finding::without_secrets;
use crate::limits;
use crate::policy::{Applicability, Rule};
use crate::scan::{self, Comparison, Outcome, Request, Walk, WalkEntry, WalkRequest, find_root, walk};
use crate::text::{RepoPath, SourceFile};

/// A scan that is ready to run.
pub(super) struct Job {
    pub(super) root: PathBuf,
    pub(super) walk: Walk,
    /// The repository's own configuration, if there is one.
    pub(super) configuration: Option<Arc<SourceFile>>,
    pub(super) comparison: Option<Comparison>,
    pub(super) setup: Setup,
    pub(super) baseline: Option<(Baseline, Arc<SourceFile>)>,
    pub(super) ignores: bool,
    pub(super) allow_empty: bool,
    pub(super) threads: Option<usize>,
}

impl Job {
    /// Finds the files, and reads policies, configuration and baseline.
    pub(super) fn prepare(
        paths: &[PathBuf],
        changes: &Changes,
        selection: &args::Selection,
        input_name: Option<&Path>,
        gate: &args::Gate,
        general: &args::General,
        streams: &mut Streams,
    ) -> Result<Self, UserError> {
        let gathered = match changes {
            Changes::All => Gathered::from(gather(paths, &selection.exclude, input_name, streams)?),
            Changes::Since(reference) => since(reference, paths, &selection.exclude, streams)?,
            Changes::Staged => staged(paths, &selection.exclude)?,
        };
        let Gathered { root, walk, comparison, index } = gathered;
        streams
            .meet(walk.files.iter().map(|file| &file.path).chain(walk.skipped.iter().map(|(path, _)| path)));
        let setup = setup(&root, index.as_ref(), selection, gate, general, streams)?;
        let baseline = baseline(gate.baseline.as_deref(), &root, index.as_ref())?;
        let settings = &setup.settings;
        let comparison = comparison.map(|it| it.without(|path| settings.excluded(path).is_some()));
        let threads = general.threads.map(NonZeroUsize::get);
        let ignores = !gate.no_ignores;
        // A commit that only deletes files is no mistake, unlike a path that leads nowhere.
        let allow_empty = gate.allow_empty || matches!(changes, Changes::Staged);
        let configuration = setup.configuration.clone();
        Ok(Self { root, walk, comparison, configuration, setup, baseline, ignores, allow_empty, threads })
    }

    /// Scans, with a progress bar on a terminal.
    pub(super) fn run(
        &self,
        patch: Option<Applicability>,
        streams: &mut Streams,
    ) -> Result<Outcome, UserError> {
        if self.comparison.as_ref().is_some_and(Comparison::is_idle) {
            say_skipped(&self.without_excluded(self.settings()), streams);
            streams.warn("nothing is staged that is scanned");
            return Ok(Outcome::nothing(self.settings()));
        }
        self.scan(self.settings(), &BTreeMap::new(), patch, streams, scan::run)
    }

    /// Scans with other settings, and as if the files held these texts.
    pub(super) fn run_with<T: Send>(
        &self,
        settings: &Settings,
        texts: &BTreeMap<RepoPath, String>,
        streams: &mut Streams,
        how: impl FnOnce(&Request<'_>) -> T + Send,
    ) -> Result<T, UserError> {
        self.scan(settings, texts, None, streams, how)
    }

    fn scan<T: Send>(
        &self,
        settings: &Settings,
        texts: &BTreeMap<RepoPath, String>,
        patch: Option<Applicability>,
        streams: &mut Streams,
        how: impl FnOnce(&Request<'_>) -> T + Send,
    ) -> Result<T, UserError> {
        let mut walk = self.without_excluded(settings);
        for entry in &mut walk.files {
            if let Some(text) = texts.get(&entry.path) {
                *entry = entry.holding(text.clone().into_bytes());
            }
        }
        say_skipped(&walk, streams);
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
            comparison: self.comparison.as_ref(),
            progress: &|| bar.inc(1),
        };
        let outcome = pool.install(|| how(&request));
        bar.finish_and_clear();
        Ok(outcome)
    }

    /// The baseline, if there is one.
    pub(super) fn baseline(&self) -> Option<&Baseline> {
        self.baseline.as_ref().map(|(baseline, _)| baseline)
    }

    /// The rules there are, active or not.
    pub(super) fn rules(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.setup.set.rules()
    }

    /// The files to scan: those that the configuration excludes are skipped, and said where they are reported.
    pub(super) fn without_excluded(&self, settings: &Settings) -> Walk {
        let mut walk = self.walk.clone();
        let excluded = |file: &WalkEntry| {
            settings.excluded(&file.path).map(|exclude| {
                let reason = exclude
                    .reason
                    .as_deref()
                    .map_or_else(String::new, |reason| format!(": {}", without_secrets(reason)));
                (file.path.clone(), format!("excluded by the configuration{reason}"))
            })
        };
        let reported = walk.files.iter().filter(|file| self.reports(&file.path));
        walk.skipped.extend(reported.filter_map(excluded));
        walk.files.retain(|file| settings.excluded(&file.path).is_none());
        walk
    }

    pub(super) fn reports(&self, path: &RepoPath) -> bool {
        self.comparison.as_ref().is_none_or(|it| it.reports(path))
    }

    /// The files that are reported as a whole.
    pub(super) fn reported(&self) -> Walk {
        let mut walk = self.without_excluded(&self.setup.settings);
        walk.files.retain(|file| self.reports(&file.path));
        walk
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
    let current = current_folder()?;
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

/// What to say when no file was met: a wrong path must not look like a clean repository.
pub(super) fn nothing_to_scan() -> UserError {
    UserError::new("there is nothing to scan")
        .with_help("check the path and the excludes (--list-files shows them), or say --allow-empty")
}

/// Says on standard error, where that is asked for, which files were skipped.
fn say_skipped(walk: &Walk, streams: &mut Streams) {
    for (path, why) in &walk.skipped {
        streams.detail(&format!("{path} is skipped: {why}"));
    }
}

/// The folder that the command was started in.
pub(super) fn current_folder() -> Result<PathBuf, UserError> {
    env::current_dir()
        .map_err(|error| UserError::new(format!("the current folder cannot be read: {}", error.kind())))
}
