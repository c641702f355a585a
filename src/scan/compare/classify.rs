//! Which findings were there before.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::{Comparison, Reported};
use crate::finding::native::Native;
use crate::finding::{Finding, Status};
use crate::policy::Scope;
use crate::scan::charts::Charts;
use crate::scan::report::Compared;
use crate::text::{RepoPath, SourceFile, changed_lines};

/// What is known of the earlier version.
pub(in crate::scan) struct Before {
    /// What is reported.
    reported: Reported,
    /// How often each fingerprint was found in it.
    counts: BTreeMap<String, usize>,
    /// The files that were changed, by their path now.
    changes: BTreeMap<RepoPath, Change>,
    /// The files that are no longer there.
    gone: BTreeSet<RepoPath>,
    /// Its charts.
    charts: Charts,
}

/// A file that was changed.
pub(super) struct Change {
    /// Its text, if something may have been found in it.
    pub(super) now: Option<Arc<SourceFile>>,
    /// Its earlier text, if there is one.
    pub(super) then: Option<Arc<SourceFile>>,
}

/// How a finding stands to the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It is new whatever was found before.
    New,
    /// It was there before.
    Old,
    /// It is new if there are more of its kind than before.
    Counted,
}

impl Before {
    pub(super) fn new(
        comparison: &Comparison,
        counts: BTreeMap<String, usize>,
        changes: BTreeMap<RepoPath, Change>,
        gone: BTreeSet<RepoPath>,
        charts: Charts,
    ) -> Self {
        Self { reported: comparison.reported.clone(), counts, changes, gone, charts }
    }

    /// For each of `findings`, which are sorted and not numbered yet, whether it was there before.
    pub(in crate::scan) fn were_there(&self, findings: &[Finding]) -> Vec<bool> {
        let mut lines: BTreeMap<&RepoPath, Vec<Range<usize>>> = BTreeMap::new();
        let standings: Vec<Standing> =
            findings.iter().map(|finding| self.standing(finding, &mut lines)).collect();
        decided(findings, &standings, &self.counts)
    }

    /// Whether the file counts as changed. Only then may a baseline's entry about it have become stale.
    pub(in crate::scan) fn has_changed(&self, path: &str) -> bool {
        let path = RepoPath::new(path);
        self.gone.contains(&path) || self.changes.contains_key(&path)
    }

    /// What the report says about the comparison, where `before` of its findings were there before.
    pub(in crate::scan) fn compared(&self, before: usize) -> Option<Compared> {
        match &self.reported {
            // Of the other files only what the changed ones cause is known.
            Reported::Files(_) => None,
            Reported::NewSince(with) => Some(Compared { with: with.clone(), before }),
        }
    }

    fn standing<'a>(
        &'a self,
        finding: &Finding,
        lines: &mut BTreeMap<&'a RepoPath, Vec<Range<usize>>>,
    ) -> Standing {
        let path = &finding.location.file;
        let by_project = finding.rule.scope == Scope::Project;
        if let Reported::Files(files) = &self.reported {
            return match () {
                () if files.contains(path) => Standing::New,
                () if by_project => Standing::Counted,
                () => Standing::Old,
            };
        }
        let Some((path, change)) = self.changes.get_key_value(path) else {
            let unrendered = finding.rule.id == Native::NotRendered.rule().id;
            let newly = unrendered && self.charts.unrendered(path).is_none() && path.name() == "Chart.yaml";
            return match () {
                () if newly => Standing::New,
                () if by_project => Standing::Counted,
                () => Standing::Old,
            };
        };
        let (Some(now), Some(then)) = (&change.now, &change.then) else { return Standing::Counted };
        let lines = lines.entry(path).or_insert_with(|| changed_lines(&then.text, &now.text));
        let span = finding.location.span.range();
        let first = now.lines.line_of(span.start);
        let last = now.lines.line_of(span.end.saturating_sub(1).max(span.start));
        let is_place = finding.location.precision != crate::document::Precision::File;
        let touched = is_place && lines.iter().any(|range| range.start <= last && first < range.end);
        if touched { Standing::New } else { Standing::Counted }
    }
}

/// Holds the findings of each fingerprint against how many there were. If there are more now, so many are new:
/// those that are so anyway, then the last ones.
fn decided(findings: &[Finding], standings: &[Standing], counts: &BTreeMap<String, usize>) -> Vec<bool> {
    let mut old: Vec<bool> = standings.iter().map(|standing| *standing != Standing::New).collect();
    let mut alike: BTreeMap<&str, (usize, Vec<usize>)> = BTreeMap::new();
    for (at, (finding, standing)) in findings.iter().zip(standings).enumerate() {
        let (new, open) = alike.entry(finding.fingerprint.as_str()).or_default();
        match standing {
            // What is accepted needs no counterpart, and is none.
            Standing::Counted if finding.status == Status::Open => open.push(at),
            Standing::New if finding.status == Status::Open => *new += 1,
            _ => {}
        }
    }
    for (fingerprint, (new, open)) in alike {
        let before = counts.get(fingerprint).copied().unwrap_or_default();
        let more = (new + open.len()).saturating_sub(before).saturating_sub(new);
        for at in open.iter().rev().take(more) {
            old[*at] = false;
        }
    }
    old
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Precision, Route};
    use crate::finding::{Location, sample};
    use crate::policy::Severity;
    use crate::text::Span;

    /// `findings` is a row of standings: `n`ew, `c`ounted, `o`ld; a capital is for a suppressed finding. All have
    /// one fingerprint, which was found `before` times. Expected is which were there before.
    #[track_caller]
    fn check(findings: &str, before: usize, expected: &str) {
        let rule = Arc::new(sample::rule("k8s/thing", Severity::High));
        let location = Location {
            file: RepoPath::new("a.yaml"),
            span: Span::default(),
            route: Route::root(),
            precision: Precision::Exact,
        };
        let finding = |letter: char| Finding {
            fingerprint: "same".into(),
            status: match letter.is_uppercase() {
                true => Status::Suppressed { reason: "why".into() },
                false => Status::Open,
            },
            ..sample::finding(&rule, location.clone(), "m")
        };
        let standing = |letter: char| match letter.to_ascii_lowercase() {
            'n' => Standing::New,
            'c' => Standing::Counted,
            _ => Standing::Old,
        };
        let standings: Vec<Standing> = findings.chars().map(standing).collect();
        let findings: Vec<Finding> = findings.chars().map(finding).collect();
        let counts = BTreeMap::from([("same".to_owned(), before)]);
        let old = decided(&findings, &standings, &counts);
        let shown: String = old.iter().map(|old| if *old { '-' } else { '+' }).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn as_many_are_new_as_there_are_more_than_before() {
        check("c", 1, "-");
        check("c", 0, "+");
        check("ccc", 2, "--+");
        check("ncc", 1, "+-+");
        check("ncc", 2, "+--");
        check("cn", 2, "-+");
        check("nn", 2, "++");
        check("oo", 0, "--");
        check("cC", 1, "--");
        check("Cc", 0, "-+");
        check("N", 5, "+");
    }
}
