//! Which of a finding's fixes is meant, and which findings are kept where not all fit.

use std::cmp::Reverse;

use crate::finding::{Finding, Fix};
use crate::policy::Applicability;

/// The fix of `finding` that may be applied: the first that is at least as safe as `least`, which is never
/// [`Applicability::Manual`].
pub fn applicable(finding: &Finding, least: Applicability) -> Option<&Fix> {
    let least = least.max(Applicability::Unsafe);
    finding.fixes.iter().find(|fix| fix.applicability >= least && !fix.files.is_empty())
}

/// As many of `findings` as there is room for: the most severe, those that come first among equals. They stay
/// in their order.
pub fn most_severe(findings: Vec<&Finding>, room: usize) -> Vec<&Finding> {
    if findings.len() <= room {
        return findings;
    }
    let mut ranked: Vec<(usize, &Finding)> = findings.into_iter().enumerate().collect();
    ranked.sort_by_key(|(number, finding)| (Reverse(finding.severity), *number));
    ranked.truncate(room);
    ranked.sort_by_key(|(number, _)| *number);
    ranked.into_iter().map(|(_, finding)| finding).collect()
}
