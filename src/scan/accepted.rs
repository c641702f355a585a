//! What ignores accepted in the version by which a change is judged, and what they accept beyond that.
//!
//! An ignore is known by what it accepts, not by its text: one that had expired, or that was forbidden, accepted
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::file::{Depth, FileWork, look_at};
use super::judge::{Ignores, Judging};
use super::project::ask_project_rules_before;
use super::read::read;
use super::reference::Reference;
use super::run::{Request, add_unrendered_charts, guarded};
use crate::document::FileKind;
use crate::finding::native::Native;
use crate::finding::suppress::{Hygiene, Judge, accepted_by};
use crate::finding::{Finding, Status};
use crate::policy::{Evaluator, PolicySet, Scope};
use crate::text::{RepoPath, SourceFile, Span};

/// How many accepted findings of a file are known by the same ([`Finding::ignored_as`]).
type Counts = BTreeMap<String, usize>;

/// What ignores accepted in the reference, for one request: it depends on the rules and settings of that.
pub(super) struct Accepted<'a> {
    request: &'a Request<'a>,
    reference: &'a Reference,
    /// Of rules over many documents, which are asked once about all of them.
    of_project: BTreeMap<RepoPath, Counts>,
    /// Of the other rules, in the files that were asked about.
    of_files: Mutex<BTreeMap<RepoPath, Arc<Counts>>>,
}

impl<'a> Accepted<'a> {
    /// What was accepted at `reference`, to be asked about the files of `work`, all of whose findings are known.
    pub(super) fn new(request: &'a Request<'a>, reference: &'a Reference, work: &[FileWork]) -> Self {
        let is_asked = |file: &FileWork| {
            let has_ignores = !file.suppressions.is_empty() || !file.peer_ignores.is_empty();
            has_ignores && file.findings.iter().any(|finding| finding.rule.scope == Scope::Project)
        };
        let differs =
            |file: &FileWork| file.source.as_ref().is_some_and(|source| !reference.has(source, &file.kinds));
        // That means to read all files of the reference, so it is done only where somebody needs to know.
        let needed = request.ignores && work.iter().any(|file| is_asked(file) && differs(file));
        let of_project = if needed { of_project(request, reference) } else { BTreeMap::new() };
        Self { request, reference, of_project, of_files: Mutex::default() }
    }

    /// Holds what the ignores of a file accept against what was accepted. What was not is open, if the reference's
    /// version counts, and is said.
    pub(super) fn hold(
        &self,
        (source, kinds): (&SourceFile, &BTreeSet<FileKind>),
        findings: &mut [Finding],
        ignores: &Ignores<'_>,
        judge: &Judge<'_>,
    ) -> Vec<Hygiene> {
        // Most files hold no ignore, and need not be read from git's store.
        let ignored = findings.iter().any(|finding| finding.status.is_suppressed());
        if !ignored || self.reference.has(source, kinds) {
            return Vec::new();
        }
        let mut left = self.of_file(&source.path).as_ref().clone();
        left.extend(self.of_project.get(&source.path).cloned().unwrap_or_default());
        let mut new: BTreeMap<Span, (usize, BTreeSet<String>)> = BTreeMap::new();
        for finding in findings.iter_mut().filter(|finding| finding.status.is_suppressed()) {
            if let Some(count) = left.get_mut(&finding.ignored_as).filter(|count| **count > 0) {
                *count -= 1;
                continue;
            }
            if let Some(span) = accepting(finding, ignores, judge) {
                let (count, rules) = new.entry(span).or_default();
                *count += 1;
                rules.insert(finding.rule.id.to_string());
            }
            if self.reference.counts() {
                finding.status = Status::Open;
            }
        }
        new.into_iter().map(|(span, (count, rules))| self.said(span, count, &rules)).collect()
    }

    fn said(&self, span: Span, count: usize, rules: &BTreeSet<String>) -> Hygiene {
        let rules = rules.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let (findings, them) = match count {
            1 => ("a finding".to_owned(), "it"),
            n => (format!("{n} findings"), "them"),
        };
        let so = match self.reference.counts() {
            true => format!(", so it does not count for {them}"),
            false => String::new(),
        };
        let name = self.reference.name();
        let message =
            format!("this ignore accepts {findings} of {rules} that nothing accepted in {name}{so}");
        Hygiene { span, native: Native::GateChanged, message, fix: None }
    }

    /// What was accepted in a file, but for rules over many documents.
    fn of_file(&self, path: &RepoPath) -> Arc<Counts> {
        let known = || self.of_files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counts) = known().get(path) {
            return Arc::clone(counts);
        }
        let set = self.request.set;
        let then = then(self.reference, path, set, Depth::Unproved, &mut set.evaluator());
        let counts = Arc::new(then.map(|then| judged(then, self.request)).unwrap_or_default());
        known().insert(path.clone(), Arc::clone(&counts));
        counts
    }
}

/// What rules over many documents found in all files of the reference, and ignores accepted there.
fn of_project(request: &Request<'_>, reference: &Reference) -> BTreeMap<RepoPath, Counts> {
    let scanned: BTreeSet<&RepoPath> = request.walk.files.iter().map(|entry| &entry.path).collect();
    let is_scanned = |path: &&RepoPath| {
        scanned.contains(path) || reference.is_asked_for(path) && request.settings.excluded(path).is_none()
    };
    let paths: Vec<&RepoPath> = reference.paths().filter(is_scanned).collect();
    let set = request.set;
    let facts = paths
        .par_iter()
        .map_init(|| set.evaluator(), |evaluator, path| then(reference, path, set, Depth::Facts, evaluator));
    let mut then: Vec<FileWork> = facts.flatten().collect();
    ask_project_rules_before(set, &mut then);
    then.retain(|file| !file.findings.is_empty());
    then.into_par_iter().map(|file| (file.entry.path.clone(), judged(file, request))).collect()
}

/// What is accepted of what was found in a file.
fn judged(mut file: FileWork, request: &Request<'_>) -> Counts {
    Judging::without_reference(request).settle(&mut file);
    let mut counts = Counts::new();
    for finding in file.findings.into_iter().filter(|finding| finding.status.is_suppressed()) {
        *counts.entry(finding.ignored_as).or_default() += 1;
    }
    counts
}

/// Where the first ignore stands that accepts the finding.
fn accepting(finding: &Finding, ignores: &Ignores<'_>, judge: &Judge<'_>) -> Option<Span> {
    let ours = ignores.ours.iter().find(|one| one.accepts(finding, judge)).map(|one| one.span);
    ours.or_else(|| accepted_by(finding, ignores.peers, judge.may_ignore).map(|(one, _)| one.span))
}

/// The reference's version of a file, if it has one.
fn then(
    reference: &Reference,
    path: &RepoPath,
    set: &PolicySet,
    depth: Depth<'_>,
    evaluator: &mut Evaluator<'_>,
) -> Option<FileWork> {
    let (entry, charts) = (reference.entry(path)?, reference.charts());
    let template = charts.has_template(path);
    let mut then = guarded(entry, || look_at(entry, read(entry), template, set, depth, evaluator));
    add_unrendered_charts(charts, std::slice::from_mut(&mut then));
    Some(then)
}
