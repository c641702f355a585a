//! The whole scan: every file in parallel, then the rules over all of them, then one sorted report.

use std::sync::Arc;

use rayon::prelude::*;

use super::charts::Charts;
use super::collect::{collect, named_beside, too_many};
use super::compare::{Comparing, Comparison};
use super::file::{Depth, FileWork, look_at};
use super::finish::finish;
use super::fixes::Proofs;
use super::judge::Judging;
use super::native_findings::NativeFinding;
use super::patch::{Rewrite, rewrite};
use super::project::ask_project_rules;
use super::read::read;
use super::reference::Reference;
use super::report::{FileEntry, Report, ScanError};
use super::walk::{Walk, WalkEntry};
use crate::config::Settings;
use crate::finding::baseline::Baseline;
use crate::finding::native::Native;
use crate::limits;
use crate::policy::{Applicability, PolicySet};
use crate::text::{RepoPath, SourceFile};

/// What to scan, and how.
pub struct Request<'a> {
    /// The files.
    pub walk: Walk,
    /// The rules.
    pub set: &'a PolicySet,
    /// What the user wants.
    pub settings: &'a Settings,
    /// Findings that are known already.
    pub baseline: Option<(&'a Baseline, &'a Arc<SourceFile>)>,
    /// Whether comments and configuration may accept findings.
    pub ignores: bool,
    /// Which fixes to put together into one patch of all files, if any.
    pub patch: Option<Applicability>,
    /// Whether to take digests of the files.
    pub digests: bool,
    /// What to compare the scan with, if only what is new is reported.
    pub comparison: Option<&'a Comparison>,
    /// The version by whose ignores this one is judged, if by another's.
    pub reference: Option<&'a Reference>,
    /// Called once for every file that is done.
    pub progress: &'a (dyn Fn() + Sync),
}

/// What a scan gives.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was found out.
    pub report: Report,
    /// What the fixes make of the files, if a patch was asked for; sorted by path.
    pub rewrites: Vec<Rewrite>,
}

impl Outcome {
    /// What a scan of no files gives.
    pub fn nothing(settings: &Settings) -> Self {
        Self { report: Report { fail_on: Some(settings.fail_on), ..Report::default() }, ..Self::default() }
    }
}

/// Scans. Uses the threads of the current rayon pool; the report is the same for any number of them.
pub fn run(request: &Request<'_>) -> Outcome {
    let charts = Charts::among(request.walk.files.iter().map(|entry| &entry.path));
    let proofs = Proofs::default();
    let comparing = request.comparison.map(Comparing::new);
    let is_reported = |path: &RepoPath| comparing.as_ref().is_none_or(|comparing| comparing.reports(path));
    let mut work: Vec<FileWork> = request
        .walk
        .files
        .par_iter()
        .map_init(
            || request.set.evaluator(),
            |evaluator, entry| {
                let template = charts.has_template(&entry.path);
                let depth = if is_reported(&entry.path) { Depth::Whole(&proofs) } else { Depth::Facts };
                let work = guarded(entry, || {
                    // What is compared is what is scanned, even if somebody writes to the file meanwhile.
                    let read = read(entry);
                    let unchanged =
                        comparing.as_ref().is_some_and(|it| it.is_unchanged(entry, &read, template));
                    let digest = if request.digests { read.digest() } else { None };
                    let mut work = look_at(entry, read, template, request.set, depth, evaluator);
                    work.entry.digest = digest;
                    FileWork { unchanged, ..work }
                });
                (request.progress)();
                work
            },
        )
        .collect();
    let before = comparing.as_ref().map(|comparing| comparing.before(&mut work, request));
    let mut outcome = Outcome::default();
    let report = &mut outcome.report;
    report.errors.extend(request.walk.errors.iter().cloned());
    retire(request.set, &mut work, &mut report.errors);
    ask_project_rules(request.set, &mut work, &mut report.errors);
    add_unrendered_charts(&charts, &mut work);
    let judging = Judging::new(request, &work);
    work.par_iter_mut().for_each(|file| judging.settle(file));
    let reported = work.par_iter().filter(|file| is_reported(&file.entry.path));
    outcome.rewrites = match request.patch {
        Some(least) => reported.filter_map(|file| rewrite(file, least, request, &judging)).collect(),
        None => Vec::new(),
    };
    let report = &mut outcome.report;
    report.patches = outcome.rewrites.iter().map(|rewrite| rewrite.patch.clone()).collect();
    let mut left_out = 0;
    let beside = named_beside(&work);
    for file in work {
        let is_reported = is_reported(&file.entry.path);
        left_out += collect(file, is_reported, &beside, request.settings, report);
    }
    if left_out > 0 {
        report.errors.push(too_many(left_out));
    }
    for (path, reason) in &request.walk.skipped {
        report.entries.push(FileEntry { path: path.clone(), outcome: Err(reason.clone()), digest: None });
        report.stats.skipped += 1;
    }
    finish(report, request, before.as_ref());
    outcome
}

/// Runs `look`, and turns a panic of ours into an error about the one file.
pub(super) fn guarded(entry: &WalkEntry, look: impl FnOnce() -> FileWork) -> FileWork {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(look)).unwrap_or_else(|_| {
        let message = "gatecheck itself failed on this file; please report it".to_owned();
        FileWork::failed(&entry.path, message)
    })
}

/// Takes out what rules said that were given up: which documents they were asked about depends on which worker
/// was faster, and a report must not. Nor is it known then whether fixes of their documents break what they
/// guard, so those are only suggestions.
fn retire(set: &PolicySet, work: &mut [FileWork], errors: &mut Vec<ScanError>) {
    for rule in set.given_up().into_iter().filter_map(|index| set.rule(index)) {
        for file in work.iter_mut() {
            file.errors.retain(|error| error.rule.as_ref() != Some(&rule.id));
            file.findings.retain(|finding| finding.rule.id != rule.id);
            if !rule.kinds.iter().any(|kind| file.kinds.contains(kind)) {
                continue;
            }
            let fixes = file.findings.iter_mut().flat_map(|finding| &mut finding.fixes);
            for fix in fixes.filter(|fix| fix.applicability > Applicability::Manual) {
                fix.applicability = Applicability::Manual;
                fix.files.clear();
                fix.refused = Some(format!("{} was given up and cannot say what it thinks of it", rule.id));
            }
        }
        errors.push(ScanError {
            path: None,
            span: None,
            rule: Some(rule.id.clone()),
            message: format!(
                "the rule failed: it crashed or ran out of time on {} documents, and was given up; what it \
                 found in others is left out",
                limits::BREAKDOWNS
            ),
            help: "mend the policy, or switch the rule off with a reason".into(),
        });
    }
}

/// A chart that nobody rendered is a finding at its Chart.yaml: what it deploys was not looked at.
pub(super) fn add_unrendered_charts(charts: &Charts, work: &mut [FileWork]) {
    for file in work.iter_mut() {
        let Some(unrendered) = charts.unrendered(&file.entry.path) else { continue };
        let message = format!("this chart was not rendered, so what {unrendered} was not checked");
        file.add_native(NativeFinding { native: Native::NotRendered, span: None, message, fix: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repository may have a million of them.
    #[test]
    fn a_file_in_which_nothing_is_found_takes_little_room() {
        let size = size_of::<FileWork>();
        assert!(size <= 400, "{size}");
    }

    #[test]
    fn a_panic_is_the_failure_of_one_file() {
        let entry = WalkEntry::given(RepoPath::new("a.yaml"), Vec::new());
        let work = guarded(&entry, || panic!("of a parser, say"));
        assert!(work.entry.outcome.is_err());
        let report = Report { errors: work.errors, ..Report::default() };
        assert_eq!(report.verdict(), crate::scan::Verdict::Incomplete);
        assert_eq!(report.errors[0].path.as_ref().map(RepoPath::as_str), Some("a.yaml"));
        assert!(!report.errors[0].message.contains("parser"), "what a panic says may be a secret");
    }
}
