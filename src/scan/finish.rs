//! What needs the whole report: the baseline, what was there before, order and numbers.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compare::Before;
use super::judge::accept;
use super::mask::shown_alone;
use super::native_findings::{NativeFinding, native};
use super::report::{GateOf, Report, ScanError};
use super::run::Request;
use crate::finding::baseline::{Entry, place_of};
use crate::finding::native::Native;
use crate::finding::{Finding, LineHashes, Status, number_equals, shown_path};
use crate::limits;
use crate::policy::{Rule, RuleId};
use crate::text::RepoPath;

/// Brings a report with all that was found into its last form.
pub(super) fn finish(report: &mut Report, request: &Request<'_>, before: Option<&Before>) {
    let mut hashes: BTreeMap<RepoPath, LineHashes> = BTreeMap::new();
    let mut own = Vec::new();
    for note in &request.settings.notes {
        let file = &note.file;
        // Many notes may be about one file, so its lines are hashed once.
        let hashes = hashes.entry(file.path.clone()).or_insert_with(|| LineHashes::new(file.text.as_bytes()));
        let found =
            NativeFinding { native: note.native, span: note.span, message: note.message.clone(), fix: None };
        let shown = report.files.entry(file.path.clone()).or_insert_with(|| shown_alone(file));
        let finding = native(found, &file.path, file, hashes, shown);
        // What a change does to the gate is new however the gate's files are compared.
        let list = if note.native.is_of_change() { &mut own } else { &mut report.findings };
        list.extend(settled(finding, request));
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
        // An entry knows a file with a secret in its name only as it may be shown. Several files may look alike, and
        // only where all files were looked at is it certain that all of those were.
        let mut hidden: BTreeMap<Cow<'_, str>, Vec<&str>> = BTreeMap::new();
        for path in met.keys() {
            let shown = shown_path(path);
            if shown != *path {
                hidden.entry(shown).or_default().push(path);
            }
        }
        let all = request.walk.whole && before.is_none();
        let all_seen = |path: &str| match hidden.get(path) {
            Some(files) => all && files.iter().all(|file| seen(file)),
            None => seen(path),
        };
        let judged = |entry: &Entry| active.contains(entry.rule.as_str()) && all_seen(&entry.path);
        let may_accept =
            |finding: &Finding| !finding.weak_secret && request.settings.may_baseline(&finding.rule.id);
        let gone = baseline.0.apply(&mut report.findings, may_accept, judged);
        let hashes = LineHashes::new(baseline.1.text.as_bytes());
        let shown = (!gone.is_empty()).then(|| shown_alone(baseline.1));
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
            let finding =
                shown.as_ref().map(|shown| native(found, &baseline.1.path, baseline.1, &hashes, shown));
            own.extend(finding.and_then(|finding| settled(finding, request)));
        }
        report.files.extend(shown.map(|shown| (baseline.1.path.clone(), shown)));
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
    accept(&mut finding, request);
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
    let mut first: BTreeMap<(RuleId, String), (usize, usize)> = BTreeMap::new();
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
