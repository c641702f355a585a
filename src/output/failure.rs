//! What could not be checked, as the formats that only know findings name it.

use std::collections::BTreeSet;

use crate::scan::{Report, ScanError};
use crate::text::RepoPath;

/// The rule of a file that could not be read or parsed.
pub(super) const UNPARSED: &str = "gatecheck/unparsed";

/// The rule of a policy that could not be evaluated.
pub(super) const POLICY_FAILED: &str = "gatecheck/policy-failed";

/// Where a failure is shown that belongs to no file: many readers show nothing without a file.
const NO_FILE: &str = "gatecheck.yaml";

/// Which of our own rules stands for a failure.
pub(super) fn rule_of(error: &ScanError) -> &'static str {
    if error.rule.is_some() { POLICY_FAILED } else { UNPARSED }
}

/// The rules of which something is known to be wrong: they found something, or they failed.
pub(super) fn not_passed(report: &Report) -> BTreeSet<&str> {
    let found = report.findings.iter().map(|finding| finding.rule.id.as_str());
    let failed = report
        .errors
        .iter()
        .flat_map(|error| error.rule.iter().map(|rule| rule.as_str()).chain([rule_of(error)]));
    found.chain(failed).collect()
}

/// What happened and what to do.
pub(super) fn text(error: &ScanError) -> String {
    let rule = error.rule.as_ref().map(|rule| format!("{rule}: ")).unwrap_or_default();
    let help = if error.help.is_empty() { String::new() } else { format!(" ({})", error.help) };
    format!("{rule}{}{help}", error.message)
}

/// The file to show it at.
pub(super) fn path(error: &ScanError) -> RepoPath {
    error.path.clone().unwrap_or_else(|| RepoPath::new(NO_FILE))
}
