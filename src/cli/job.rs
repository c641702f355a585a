//! A scan that is ready to run: its files found, its policies, configuration and baseline read. What becomes of
//! the report is the verbs' business.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args;
use super::changes::{Changes, Gathered, judge, since, staged};
use super::diagnostic::UserError;
use super::gate_files;
use super::own::Own;
use super::passthrough::says_something;
use super::setup::{Setup, baseline, setup};
use super::streams::Streams;
use crate::config::Settings;
use crate::finding::baseline::{Baseline, PATH};
use crate::finding::without_secrets;
use crate::limits;
use crate::policy::{Applicability, Bundle, Rule};
use crate::scan::{
    self, Basis, Comparison, Outcome, Reference, Request, Walk, WalkEntry, WalkRequest, find_root, walk,
};
use crate::text::{RepoPath, SourceFile};

/// A scan that is ready to run.
pub(super) struct Job {
    pub(super) root: PathBuf,
    pub(super) walk: Walk,
    /// The repository's own configuration, if there is one.
    pub(super) configuration: Option<Arc<SourceFile>>,
    pub(super) comparison: Option<Comparison>,
    /// The commit that the gate's own files are held against.
    pub(super) reference: Option<Reference>,
    pub(super) setup: Setup,
    pub(super) baseline: Option<(Baseline, Arc<SourceFile>)>,
    pub(super) ignores: bool,
    pub(super) allow_empty: bool,
    pub(super) threads: Option<usize>,
    /// Whether the report names the digests of what was scanned.
    pub(super) digests: bool,
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
        let Gathered { root, walk, comparison, index, mut reference } = gathered;
        if let Some(name) = &gate.config_from_ref {
            reference = Some(judge(name, &root, paths, streams)?);
        }
        streams
            .meet(walk.files.iter().map(|file| &file.path).chain(walk.skipped.iter().map(|(path, _)| path)));
        let own = Own { root: &root, index: index.as_ref(), reference: reference.as_ref() };
        let mut setup = setup(own, selection, gate, general, streams)?;
        let baseline = baseline(gate.baseline.as_deref(), own)?;
        let place = gate.baseline.clone().unwrap_or_else(|| root.join(PATH));
        setup.settings.notes.extend(gate_files::baseline(own, &place));
        let settings = &setup.settings;
        let comparison = comparison.map(|it| it.without(|path| settings.excluded(path).is_some()));
        let threads = general.threads.map(NonZeroUsize::get);
        let ignores = !gate.no_ignores;
        // A commit that only deletes files is no mistake, unlike a path that leads nowhere.
        let allow_empty = gate.allow_empty || matches!(changes, Changes::Staged);
        let configuration = setup.configuration.clone();
        Ok(Self {
            root,
            walk,
            comparison,
            reference,
            configuration,
            setup,
            baseline,
            ignores,
            allow_empty,
            threads,
            digests: false,
        })
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
        let outcome = self.scan(self.settings(), &BTreeMap::new(), patch, streams, scan::run)?;
        let report = &outcome.report;
        // Files were met, and none of them was one to look into.
        let nothing = report.stats.files == 0 && report.errors.is_empty() && report.compared.is_none();
        if nothing && self.comparison.is_none() && !self.allow_empty {
            return Err(nothing_to_scan());
        }
        Ok(outcome)
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
            .map_err(|_| {
                UserError::new("threads cannot be started; there may be a limit of processes or memory")
                    .with_help("ask for fewer: --threads 1")
            })?;
        let request = Request {
            walk,
            set: &self.setup.set,
            settings,
            baseline: self.baseline.as_ref().map(|(baseline, source)| (baseline, source)),
            ignores: self.ignores,
            patch,
            digests: self.digests,
            comparison: self.comparison.as_ref(),
            reference: self.reference.as_ref(),
            progress: &|| bar.inc(1),
        };
        let outcome = pool.install(|| how(&request));
        bar.finish_and_clear();
        Ok(outcome)
    }

    /// What decides about the verdict besides the program and the files.
    pub(super) fn bases(&self) -> Vec<Basis> {
        let hex = |text: &str| scan::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        let file = |source: &Arc<SourceFile>| Basis {
            name: source.path.to_string(),
            digest: hex(&source.text),
            folder: false,
        };
        let folder = |(name, bundle): &(String, Bundle)| Basis {
            name: name.clone(),
            digest: bundle.digest(),
            folder: true,
        };
        let baseline = self.baseline.as_ref().map(|(_, source)| source);
        let files = [self.setup.organisation.as_ref(), self.configuration.as_ref(), baseline];
        let folders = self.setup.bundles.iter().map(folder);
        files.into_iter().flatten().map(file).chain(folders).collect()
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
        // A renderer that failed writes nothing, and its failure may be lost in the pipe.
        if input_name.is_none() && !says_something(&entry) {
            met.skipped.push((entry.path, "there is no document in it".to_owned()));
        } else {
            let at = met.files.partition_point(|file| file.path < entry.path);
            met.files.insert(at, entry);
        }
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
