//! The whole scan: every file in parallel, then the rules over all of them, then one sorted report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::charts::Charts;
use super::compare::{Before, Comparing, Comparison};
use super::file::{Depth, FileWork, look_at};
use super::fixes::Proofs;
use super::judge::Judging;
use super::mask::shown_alone;
use super::native_findings::{NativeFinding, native};
use super::patch::{Rewrite, rewrite};
use super::project::ask_project_rules;
use super::read::read;
use super::reference::Reference;
use super::report::{FileEntry, GateOf, Report, ScanError};
use super::walk::{Walk, WalkEntry};
use crate::config::Settings;
use crate::finding::baseline::{Baseline, Entry, place_of};
use crate::finding::native::Native;
use crate::finding::{Finding, LineHashes, Status, number_equals};
use crate::limits;
use crate::policy::{Applicability, PolicySet, Rule};
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
                    let unchanged = comparing.as_ref().is_some_and(|it| it.is_unchanged(entry, &read));
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
    let judging = Judging::new(request);
    work.par_iter_mut().for_each(|file| judging.settle(file));
    let reported = work.par_iter().filter(|file| is_reported(&file.entry.path));
    outcome.rewrites = match request.patch {
        Some(least) => reported.filter_map(|file| rewrite(file, least, request, &judging)).collect(),
        None => Vec::new(),
    };
    let report = &mut outcome.report;
    report.patches = outcome.rewrites.iter().map(|rewrite| rewrite.patch.clone()).collect();
    let mut left_out = 0;
    for file in work {
        let is_reported = is_reported(&file.entry.path);
        left_out += collect(file, is_reported, request.settings, report);
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
        let Some(templates) = charts.templates_of(&file.entry.path) else { continue };
        let message = match templates {
            1 => "this chart was not rendered, so what its one template deploys was not checked".to_owned(),
            n => format!("this chart was not rendered, so what its {n} templates deploy was not checked"),
        };
        file.add_native(NativeFinding { native: Native::NotRendered, span: None, message, fix: None });
    }
}

/// Puts one file's part into the report; of one that is not reported as a whole only what may be new in it. Says
/// how many findings there was no room for.
fn collect(mut file: FileWork, is_reported: bool, settings: &Settings, report: &mut Report) -> usize {
    if !is_reported {
        file.errors.clear();
    }
    if settings.accepts_unreadable(&file.entry.path).is_some() {
        // Failures of rules are not about the file being unreadable.
        let all = file.errors.len();
        file.errors.retain(|error| error.rule.is_some());
        if file.errors.len() < all {
            file.entry.digest = None;
        }
    }
    match &file.entry.outcome {
        _ if !is_reported => {}
        Ok(_) => report.stats.files += 1,
        Err(_) => report.stats.skipped += 1,
    }
    if is_reported {
        report.stats.bytes += file.bytes;
        report.stats.documents += file.documents;
        report.entries.push(file.entry);
    }
    let pointed_at = !file.findings.is_empty() || !file.errors.is_empty();
    if let Some(shown) = file.shown.filter(|_| pointed_at) {
        report.files.insert(shown.path.clone(), *shown);
    }
    let mut findings = bounded(file.findings, &mut report.errors);
    let left_out = fit(&mut findings, limits::FINDINGS.saturating_sub(report.findings.len()));
    report.findings.extend(findings);
    report.errors.extend(file.errors);
    left_out
}

/// Leaves out what there is no room for, and says how many that are.
fn fit<T>(findings: &mut Vec<T>, room: usize) -> usize {
    let more = findings.len().saturating_sub(room);
    findings.truncate(room);
    more
}

/// That a report is too long to be written or read.
fn too_many(left_out: usize) -> ScanError {
    ScanError {
        path: None,
        span: None,
        rule: None,
        message: format!(
            "there are {} findings, of which the first {} are reported",
            limits::FINDINGS + left_out,
            limits::FINDINGS
        ),
        help: "scan one folder after the other, or select fewer rules".into(),
    }
}

/// Keeps at most so many findings of one rule in one file; that more were left out is said, and fails the gate.
fn bounded(findings: Vec<Finding>, errors: &mut Vec<ScanError>) -> Vec<Finding> {
    let mut counts: BTreeMap<String, (usize, RepoPath)> = BTreeMap::new();
    let mut kept = Vec::with_capacity(findings.len());
    for finding in findings {
        let count =
            counts.entry(finding.rule.id.to_string()).or_insert_with(|| (0, finding.location.file.clone()));
        count.0 += 1;
        if count.0 <= limits::FINDINGS_PER_RULE_AND_FILE {
            kept.push(finding);
        }
    }
    for (rule, (count, path)) in counts {
        if count > limits::FINDINGS_PER_RULE_AND_FILE {
            errors.push(ScanError {
                path: Some(path),
                span: None,
                rule: Some(crate::policy::RuleId::new(rule.clone())),
                message: format!(
                    "{rule} has {count} findings here, of which {} are reported",
                    limits::FINDINGS_PER_RULE_AND_FILE
                ),
                help: "split the file, or exclude it with a reason".into(),
            });
        }
    }
    kept
}

/// Baseline, order, numbers: what needs the whole report.
fn finish(report: &mut Report, request: &Request<'_>, before: Option<&Before>) {
    let mut hashes: BTreeMap<RepoPath, LineHashes> = BTreeMap::new();
    let mut own = Vec::new();
    for note in &request.settings.notes {
        let file = &note.file;
        // Many notes may be about one file, so its lines are hashed once.
        let hashes = hashes.entry(file.path.clone()).or_insert_with(|| LineHashes::new(file.text.as_bytes()));
        let found =
            NativeFinding { native: note.native, span: note.span, message: note.message.clone(), fix: None };
        let finding = native(found, &file.path, file, hashes);
        // What a change does to the gate is new however the gate's files are compared.
        let list = if note.native.is_of_change() { &mut own } else { &mut report.findings };
        list.extend(settled(finding, request));
        report.files.entry(file.path.clone()).or_insert_with(|| shown_alone(file));
    }
    let key = |f: &Finding| {
        let place = &f.location;
        (place.file.clone(), place.span, f.rule.id.clone(), f.message.clone(), place.route.clone())
    };
    report.findings.sort_by_cached_key(key);
    let were_there = before.map(|before| before.were_there(&report.findings));
    number_equals(&mut report.findings);
    if let Some(baseline) = request.baseline {
        let met: BTreeMap<&str, bool> =
            report.entries.iter().map(|entry| (entry.path.as_str(), entry.outcome.is_ok())).collect();
        let active = request.set.rules().enumerate().filter(|(index, _)| request.set.is_active(*index));
        let active: BTreeSet<&str> = active.map(|(_, rule)| rule.id.as_str()).collect();
        // An entry is stale if its rule looked at its file, or if the file is gone; and if that is new.
        let seen = |path: &str| {
            let known = met.get(path).copied();
            match before {
                Some(before) => before.has_changed(path) && known.unwrap_or(true),
                None => known.unwrap_or(request.walk.whole),
            }
        };
        let judged = |entry: &Entry| active.contains(entry.rule.as_str()) && seen(&entry.path);
        let may_accept =
            |finding: &Finding| !finding.weak_secret && request.settings.may_baseline(&finding.rule.id);
        let gone = baseline.0.apply(&mut report.findings, may_accept, judged);
        let hashes = LineHashes::new(baseline.1.text.as_bytes());
        let listed = limits::FINDINGS_PER_RULE_AND_FILE;
        for (number, entry) in gone.iter().take(listed).enumerate() {
            let more = match gone.len() - listed.min(gone.len()) {
                more if more > 0 && number + 1 == listed => format!(" (and {more} more entries like it)"),
                _ => String::new(),
            };
            let message = format!(
                "the baseline accepts {} in {}, which is no longer there{more}",
                entry.rule, entry.path
            );
            let span = place_of(entry, baseline.1);
            let found = NativeFinding { native: Native::StaleBaseline, span, message, fix: None };
            own.extend(settled(native(found, &baseline.1.path, baseline.1, &hashes), request));
        }
        if !gone.is_empty() {
            report.files.insert(baseline.1.path.clone(), shown_alone(baseline.1));
        }
    }
    if let (Some(before), Some(were_there)) = (before, were_there) {
        leave_out(report, before, &were_there);
    }
    report.findings.extend(own);
    report.findings.sort_by_cached_key(key);
    let errors = std::mem::take(&mut report.errors);
    report.errors = one_error_a_rule(errors);
    report.errors.sort_by(|a, b| {
        (&a.path, &a.span, &a.rule, &a.message).cmp(&(&b.path, &b.span, &b.rule, &b.message))
    });
    report.errors.dedup();
    report.entries.sort_by(|a, b| a.path.cmp(&b.path));
    report.rules = ran(report, request);
    report.fail_on = Some(request.settings.fail_on);
    let counting = request.reference.filter(|reference| reference.counts());
    report.gate = counting
        .map(|it| GateOf { reference: it.name().to_owned(), commit: it.commit().as_str().to_owned() });
}

/// The finding as the configuration wants it; nothing if its rule does not run.
fn settled(mut finding: Finding, request: &Request<'_>) -> Option<Finding> {
    let settings = request.settings;
    finding.severity = settings.severity_of(&finding.rule.id, finding.severity);
    if let Some(ignored) = settings.ignored(&finding.rule, &finding.location.file).filter(|_| request.ignores)
    {
        finding.status = Status::Suppressed { reason: ignored.reason.clone() };
    }
    settings.selection.runs(&finding.rule).then_some(finding)
}

/// Leaves out the findings that were there before, and counts those of them that would count.
fn leave_out(report: &mut Report, before: &Before, were_there: &[bool]) {
    let mut old = were_there.iter();
    let mut count = 0;
    report.findings.retain(|finding| {
        let old = old.next() == Some(&true);
        count += usize::from(old && finding.status == Status::Open);
        !old
    });
    report.compared = before.compared(count);
}

/// A rule that fails in the same way in many files is one error, at the first of them.
fn one_error_a_rule(mut errors: Vec<ScanError>) -> Vec<ScanError> {
    errors.sort_by(|a, b| (&a.path, &a.span).cmp(&(&b.path, &b.span)));
    let mut first: BTreeMap<(crate::policy::RuleId, String), (usize, usize)> = BTreeMap::new();
    let mut kept: Vec<ScanError> = Vec::new();
    for error in errors {
        let Some(rule) = error.rule.clone() else {
            kept.push(error);
            continue;
        };
        let seen = first.entry((rule, error.message.clone())).or_insert((kept.len(), 0));
        seen.1 += 1;
        if seen.1 == 1 {
            kept.push(error);
        }
    }
    for (at, count) in first.into_values().filter(|(_, count)| *count > 1) {
        if let Some(error) = kept.get_mut(at) {
            error.message.push_str(&format!(" (and so for {} more documents)", count - 1));
        }
    }
    kept
}

/// The rules that ran, so that "clean" can be told from "not looked at"; gatecheck's own where they found
/// something or stand guard over the whole scan.
fn ran(report: &Report, request: &Request<'_>) -> Vec<Arc<Rule>> {
    let mut rules: BTreeMap<String, Arc<Rule>> = BTreeMap::new();
    for (index, rule) in request.set.rules().enumerate() {
        if request.set.is_active(index) {
            rules.insert(rule.id.to_string(), Arc::clone(rule));
        }
    }
    for native in Native::ALL {
        let rule = native.rule();
        if request.settings.selection.runs(&rule) {
            rules.insert(rule.id.to_string(), rule);
        }
    }
    for finding in &report.findings {
        rules.entry(finding.rule.id.to_string()).or_insert_with(|| Arc::clone(&finding.rule));
    }
    rules.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_no_room_for_is_counted() {
        let check = |room: usize, kept: &[u8], more: usize| {
            let mut findings = vec![1, 2, 3];
            assert_eq!((fit(&mut findings, room), &*findings), (more, kept));
        };
        check(4, &[1, 2, 3], 0);
        check(3, &[1, 2, 3], 0);
        check(2, &[1, 2], 1);
        check(0, &[], 3);
        let report = Report { errors: vec![too_many(1)], ..Report::default() };
        assert_eq!(report.verdict(), crate::scan::Verdict::Incomplete);
        assert!(report.errors[0].message.contains(&(limits::FINDINGS + 1).to_string()));
    }

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
