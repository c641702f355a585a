//! Putting the parts of a report together, as much as somebody can read.

use std::collections::{BTreeMap, BTreeSet};

use super::file::FileWork;
use super::report::{Report, ScanError};
use crate::config::Settings;
use crate::finding::Finding;
use crate::limits;
use crate::policy::RuleId;
use crate::text::RepoPath;

/// The files that findings in others name: a place in them has a line only where their text is known.
pub(super) fn named_beside(work: &[FileWork]) -> BTreeSet<RepoPath> {
    let related = work.iter().flat_map(|file| &file.findings).flat_map(|finding| &finding.related);
    related.map(|(place, _)| place.file.clone()).collect()
}

/// Puts one file's part into the report; of one that is not reported as a whole only what may be new in it. Says
/// how many findings there was no room for.
pub(super) fn collect(
    mut file: FileWork,
    is_reported: bool,
    beside: &BTreeSet<RepoPath>,
    settings: &Settings,
    report: &mut Report,
) -> usize {
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
    if let Some(shown) = file.shown.filter(|shown| pointed_at || beside.contains(&shown.path)) {
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
pub(super) fn too_many(left_out: usize) -> ScanError {
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
                rule: Some(RuleId::new(rule.clone())),
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
}
