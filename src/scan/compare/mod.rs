//! Telling what is new: a scan is compared with an earlier version of the same files.
//!
//! A finding is new when it stands on a line that was changed, or when the earlier version did not have it.
//! Whether it had it is decided by fingerprints, in a scan of the earlier version of what was changed, under
//! today's rules and settings. So a line that was taken away can cause a finding on one that was not touched,
//! and a rule over many documents a finding in a file that was not.
//!
//! Nothing is dropped here before equals are numbered and the baseline is asked, or both would see other
//! findings than in a scan without a comparison.

mod changes;
mod classify;
mod renames;

pub(super) use changes::files_of;
pub use changes::{ChangesError, Staged, staged};
pub(super) use classify::Before;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::charts::Charts;
use super::file::{Depth, FileWork, look_at};
use super::judge::Judging;
use super::project::ask_project_rules_before;
use super::read::{Read, read};
use super::run::{Request, add_unrendered_charts, guarded};
use super::walk::WalkEntry;
use crate::finding::Status;
use crate::text::{RepoPath, lines};
use classify::Change;

/// What a scan is compared with, and what of it is reported.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The files of the earlier version, sorted by path.
    pub(super) base: Vec<WalkEntry>,
    pub(super) reported: Reported,
}

/// What is reported.
#[derive(Debug, Clone)]
pub(super) enum Reported {
    /// All that is in these files, and what they newly cause in others. The base holds the earlier versions of
    /// these files, and of those that were deleted.
    Files(BTreeSet<RepoPath>),
    /// What is new since a commit of this name. The base holds all files of the commit.
    NewSince(String),
}

impl Comparison {
    /// Whether findings in the file may be reported whatever they are compared with.
    pub fn reports(&self, path: &RepoPath) -> bool {
        match &self.reported {
            Reported::Files(files) => files.contains(path),
            Reported::NewSince(_) => true,
        }
    }

    /// Whether there is nothing to compare: no file was changed.
    pub fn is_idle(&self) -> bool {
        matches!(&self.reported, Reported::Files(files) if files.is_empty()) && self.base.is_empty()
    }

    /// The same comparison without the files that are left out of the scan.
    pub fn without(mut self, is_left_out: impl Fn(&RepoPath) -> bool) -> Self {
        self.base.retain(|entry| !is_left_out(&entry.path));
        if let Reported::Files(files) = &mut self.reported {
            files.retain(|path| !is_left_out(path));
        }
        self
    }
}

/// A comparison under way.
pub(super) struct Comparing<'a> {
    comparison: &'a Comparison,
    base: BTreeMap<&'a RepoPath, &'a WalkEntry>,
    /// The charts of the earlier version, as far as its files are known.
    charts: Charts,
}

impl<'a> Comparing<'a> {
    pub(super) fn new(comparison: &'a Comparison) -> Self {
        let charts = Charts::among(comparison.base.iter().map(|entry| &entry.path));
        Self { comparison, base: comparison.base.iter().map(|entry| (&entry.path, entry)).collect(), charts }
    }

    /// Whether the file is reported as a whole.
    pub(super) fn reports(&self, path: &RepoPath) -> bool {
        self.comparison.reports(path)
    }

    /// Whether a file is what it was before, `template` says whether a chart's template. Line endings do not count:
    /// git may turn one into the other between a commit and the disk.
    pub(super) fn is_unchanged(&self, entry: &WalkEntry, now: &Read, template: bool) -> bool {
        if let Reported::Files(files) = &self.comparison.reported {
            return !files.contains(&entry.path);
        }
        let Some(then) = self.base.get(&entry.path).filter(|then| then.only_text == entry.only_text) else {
            return false;
        };
        if self.charts.has_template(&entry.path) != template {
            return false;
        }
        match (now, read(then)) {
            (Read::Text(now), Read::Text(then)) => {
                now.text == then.text || lines(&now.text).eq(lines(&then.text))
            }
            (Read::Binary(now), Read::Binary(then)) => *now == then,
            (Read::Encoded(now, _), Read::Encoded(then, _)) => *now == then,
            _ => false,
        }
    }

    /// Scans the earlier versions of what was changed.
    pub(super) fn before(&self, work: &mut [FileWork], request: &Request<'_>) -> Before {
        let now: BTreeMap<&RepoPath, usize> =
            request.walk.files.iter().enumerate().map(|(at, entry)| (&entry.path, at)).collect();
        let gone = self.comparison.base.iter().filter(|entry| !now.contains_key(&entry.path));
        let gone: Vec<&WalkEntry> = gone.collect();
        let changed: Vec<usize> = (0..work.len()).filter(|at| !work[*at].unchanged).collect();
        let added = changed.iter().copied().filter(|at| !self.base.contains_key(&work[*at].entry.path));
        let added: Vec<&WalkEntry> = added.filter_map(|at| request.walk.files.get(at)).collect();
        let renamed = match &self.comparison.reported {
            Reported::Files(_) => BTreeMap::new(),
            Reported::NewSince(_) => renames::renames(&added, &gone),
        };

        // What to look at: the earlier versions of files that are still there, and facts of those that are not.
        let mut entries: Vec<(WalkEntry, Depth<'_>)> = Vec::new();
        let mut earlier: BTreeMap<RepoPath, RepoPath> = BTreeMap::new();
        let depth = match &self.comparison.reported {
            Reported::Files(_) => Depth::Facts,
            Reported::NewSince(_) => Depth::Unproved,
        };
        for at in &changed {
            let path = &work[*at].entry.path;
            let then = renamed.get(path).copied().or_else(|| self.base.get(path).copied());
            let Some(then) = then else { continue };
            earlier.insert(path.clone(), then.path.clone());
            entries.push((WalkEntry { known_as: Some(path.clone()), ..then.clone() }, depth));
        }
        let moved: BTreeSet<&RepoPath> = renamed.values().map(|entry| &entry.path).collect();
        let deleted = gone.iter().filter(|entry| !moved.contains(&entry.path));
        entries.extend(deleted.map(|entry| ((*entry).clone(), Depth::Facts)));

        let unchanged = work.iter().filter(|file| file.unchanged).map(|file| &file.entry.path);
        let paths: BTreeSet<&RepoPath> = unchanged.chain(self.base.keys().copied()).collect();
        let charts = Charts::among(paths.iter().copied());
        let mut then: Vec<FileWork> = entries
            .par_iter()
            .map_init(
                || request.set.evaluator(),
                |evaluator, (entry, depth)| {
                    let template = charts.has_template(&entry.path);
                    guarded(entry, || look_at(entry, read(entry), template, request.set, *depth, evaluator))
                },
            )
            .collect();
        add_unrendered_charts(&charts, &mut then);
        let (mut then, in_unchanged) = ask_project_rules_then(work, then, request);
        let judging = Judging::without_reference(request);
        then.par_iter_mut().for_each(|file| judging.settle(file));
        let open = then.iter().flat_map(|file| &file.findings).filter(|it| it.status == Status::Open);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for fingerprint in open.map(|finding| finding.fingerprint.clone()).chain(in_unchanged) {
            *counts.entry(fingerprint).or_default() += 1;
        }

        let texts: BTreeMap<&RepoPath, &FileWork> =
            then.iter().map(|file| (&file.entry.path, file)).collect();
        let change = |at: &usize| {
            let file = &work[*at];
            let then = earlier.get(&file.entry.path).and_then(|path| texts.get(path));
            let then = then.and_then(|file| file.source.clone());
            (file.entry.path.clone(), Change { now: file.source.clone(), then })
        };
        let changes = changed.iter().map(change).collect();
        let gone = gone.iter().map(|entry| entry.path.clone()).collect();
        Before::new(self.comparison, counts, changes, gone, charts)
    }
}

/// Asks the project rules about the earlier version as a whole: the files that were not changed, whose facts
/// are known, and the earlier versions `then` of the others. Returns these with what was found in them, and the
/// fingerprints of what was found in the files that were not changed.
fn ask_project_rules_then(
    work: &mut [FileWork],
    then: Vec<FileWork>,
    request: &Request<'_>,
) -> (Vec<FileWork>, Vec<String>) {
    let shell = |(at, file): (usize, &mut FileWork)| {
        let mut shell = FileWork::new(&file.entry.path, Ok(Vec::new()));
        shell.kept = std::mem::take(&mut file.kept);
        (shell, Some(at))
    };
    let unchanged = work.iter_mut().enumerate().filter(|(_, file)| file.unchanged);
    let mut all: Vec<(FileWork, Option<usize>)> = unchanged.map(shell).collect();
    all.extend(then.into_iter().map(|file| (file, None)));
    // A rule may say which of two documents is wrong by their order.
    all.sort_by(|(a, _), (b, _)| a.entry.path.cmp(&b.entry.path));
    let (mut files, owners): (Vec<FileWork>, Vec<Option<usize>>) = all.into_iter().unzip();
    ask_project_rules_before(request.set, &mut files);
    let (mut then, mut in_unchanged) = (Vec::new(), Vec::new());
    for (file, owner) in files.into_iter().zip(owners) {
        match owner {
            Some(at) => {
                in_unchanged.extend(file.findings.into_iter().map(|finding| finding.fingerprint));
                work[at].kept = file.kept;
            }
            None => then.push(file),
        }
    }
    (then, in_unchanged)
}
