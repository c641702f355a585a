//! Which fixes are taken when not all can be.

use std::collections::BTreeMap;

use crate::finding::{Finding, Fix};
use crate::policy::Applicability;
use crate::scan::Report;
use crate::text::{Edit, RepoPath};

/// A fix that was chosen, and the number of its finding in the report.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    /// The number of the finding in the report.
    pub finding: usize,
    /// Its fix.
    pub fix: &'a Fix,
}

/// The fix of `finding` that may be applied: the first that is at least as safe as `least`, which is never
/// [`Applicability::Manual`].
pub fn applicable(finding: &Finding, least: Applicability) -> Option<&Fix> {
    let least = least.max(Applicability::Unsafe);
    finding.fixes.iter().find(|fix| fix.applicability >= least && !fix.files.is_empty())
}

/// The fixes of all open findings that can be applied together. Of two that touch the same text the one
/// whose finding comes first in the report is taken; two that make the very same edits are both.
pub fn choose(report: &Report, least: Applicability) -> Vec<Chosen<'_>> {
    let mut taken: BTreeMap<&RepoPath, BTreeMap<(u32, u32), &Edit>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for (number, finding) in report.findings.iter().enumerate() {
        if finding.status != crate::finding::Status::Open {
            continue;
        }
        let Some(fix) = applicable(finding, least) else { continue };
        let edits =
            || fix.files.iter().flat_map(|file| file.edits.iter().map(move |edit| (&file.path, edit)));
        let free = |(path, edit): (&RepoPath, &Edit)| taken.get(path).is_none_or(|taken| fits(taken, edit));
        if !edits().all(free) {
            continue;
        }
        for (path, edit) in edits() {
            taken.entry(path).or_default().insert((edit.span.start, edit.span.end), edit);
        }
        chosen.push(Chosen { finding: number, fix });
    }
    chosen
}

/// Whether `edit` can be applied beside those taken, which are sorted and do not overlap.
fn fits(taken: &BTreeMap<(u32, u32), &Edit>, edit: &Edit) -> bool {
    let (start, end) = (edit.span.start, edit.span.end);
    if let Some(same) = taken.get(&(start, end)) {
        // The same edit twice is one edit. Two different insertions at one place could be the two halves
        // of one block, each with its own head.
        return same.text == edit.text;
    }
    let before = taken.range(..(start, end)).next_back().is_none_or(|(span, _)| span.1 <= start);
    let after = taken.range((start, end)..).next().is_none_or(|(span, _)| span.0 >= end);
    before && after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample;

    #[track_caller]
    fn check(fixes: &[sample::FixOf<'_>], least: Applicability, taken: &[usize]) {
        let report = sample::with_fixes("abcdefghijklmnop", fixes);
        let chosen: Vec<usize> = choose(&report, least).iter().map(|chosen| chosen.finding).collect();
        assert_eq!(chosen, taken);
    }

    #[test]
    fn the_first_of_two_overlapping_fixes_is_taken() {
        use Applicability::{Manual, Safe, Unsafe};
        check(&[("f", Safe, &[(0, 3, "x")]), ("f", Safe, &[(2, 4, "y")])], Safe, &[0]);
        check(&[("f", Safe, &[(2, 4, "y")]), ("f", Safe, &[(0, 3, "x")])], Safe, &[0]);
        check(&[("f", Safe, &[(0, 9, "y")]), ("f", Safe, &[(4, 4, "x")])], Safe, &[0]);
        check(&[("f", Safe, &[(0, 3, "x")]), ("g", Safe, &[(2, 4, "y")])], Safe, &[0, 1]);
        check(&[("f", Safe, &[(0, 3, "x")]), ("f", Safe, &[(3, 4, "y")])], Safe, &[0, 1]);
        // An edit that is not taken keeps nothing from being taken.
        check(
            &[
                ("f", Safe, &[(0, 3, "x")]),
                ("f", Safe, &[(2, 4, "y"), (8, 9, "")]),
                ("f", Safe, &[(8, 9, "z")]),
            ],
            Safe,
            &[0, 2],
        );
        // Insertions at one place exclude each other unless they are the same.
        check(&[("f", Safe, &[(3, 3, "x")]), ("f", Safe, &[(3, 3, "y")])], Safe, &[0]);
        check(&[("f", Safe, &[(3, 3, "x")]), ("f", Safe, &[(3, 3, "x")])], Safe, &[0, 1]);
        // Unsafe fixes only if asked for, manual ones never.
        check(&[("f", Unsafe, &[(0, 1, "x")]), ("f", Manual, &[(4, 5, "y")])], Safe, &[]);
        check(&[("f", Unsafe, &[(0, 1, "x")]), ("f", Manual, &[(4, 5, "y")])], Unsafe, &[0]);
        check(&[("f", Unsafe, &[(0, 1, "x")]), ("f", Manual, &[(4, 5, "y")])], Manual, &[0]);
    }
}
