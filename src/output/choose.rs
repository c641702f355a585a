//! Which of a finding's fixes is meant.

use crate::finding::{Finding, Fix};
use crate::policy::Applicability;

/// The fix of `finding` that may be applied: the first that is at least as safe as `least`, which is never
/// [`Applicability::Manual`].
pub fn applicable(finding: &Finding, least: Applicability) -> Option<&Fix> {
    let least = least.max(Applicability::Unsafe);
    finding.fixes.iter().find(|fix| fix.applicability >= least && !fix.files.is_empty())
}
