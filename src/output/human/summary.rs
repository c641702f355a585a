//! The last line: the verdict and what it rests on.

use crate::finding::Status;
use crate::output::OutputOptions;
use crate::output::choose::applicable;
use crate::output::escape::line;
use crate::output::paint::Paint;
use crate::output::wrap::wrap_after;
use crate::policy::{Applicability, Severity};
use crate::scan::{Report, Verdict};

/// All of the last line as one line without colours.
pub(in crate::output) fn plain(report: &Report) -> String {
    format!("{}: {}", word(report), clauses(report).join("; ")).replace('\u{a0}', " ")
}

/// The last line, wrapped unless it is all there is.
pub(super) fn summary(report: &Report, options: &OutputOptions) -> String {
    let paint = Paint { color: options.color };
    let word = format!("{}:", word(report));
    let painted = if report.verdict() == Verdict::Pass { paint.green(&word) } else { paint.red(&word) };
    let width = if options.quiet { usize::MAX } else { options.width };
    wrap_after(&clauses(report).join("; "), &(painted + " "), word.len() + 1, "  ", width)
}

/// The verdict in a word.
pub(in crate::output) fn word(report: &Report) -> &'static str {
    match report.verdict() {
        Verdict::Pass => "pass",
        Verdict::Findings => "fail",
        Verdict::Incomplete => "incomplete",
        Verdict::Failed => "failed",
    }
}

/// The parts of the last line; what belongs together has no-break spaces.
fn clauses(report: &Report) -> Vec<String> {
    let mut clauses = Vec::new();
    if !report.errors.is_empty() {
        clauses.push(format!("{} could not be checked", count(report.errors.len(), "part")));
    }
    clauses.push(findings(report));
    let with_status =
        |wanted: fn(&Status) -> bool| report.findings.iter().filter(|f| wanted(&f.status)).count();
    let suppressed = with_status(Status::is_suppressed);
    let baselined = with_status(|status| matches!(status, Status::Baselined));
    if suppressed > 0 {
        clauses.push(format!("{suppressed}\u{a0}suppressed"));
    }
    if baselined > 0 {
        clauses.push(format!("{baselined}\u{a0}in the baseline"));
    }
    if let Some(compared) = &report.compared {
        let number = count(compared.before, "finding");
        let were = if compared.before == 1 { "was" } else { "were" };
        clauses.push(format!("{number} {were} there before {}", line(&compared.with)));
    }
    if let Some(gate) = &report.gate {
        clauses.push(format!("judged by the gate of {}", line(&gate.reference)));
    }
    clauses.push(count(report.stats.files, "file"));
    clauses
}

/// `12 findings (1 critical, 11 medium), 4 fixable with …`
fn findings(report: &Report) -> String {
    let open = report.open().count();
    if open == 0 {
        return "no findings".to_owned();
    }
    let of = |severity: Severity| report.open().filter(|finding| finding.severity == severity).count();
    let by_severity: Vec<String> = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| (of(severity), severity))
        .filter(|(number, _)| *number > 0)
        .map(|(number, severity)| format!("{number}\u{a0}{severity}"))
        .collect();
    let mut text = format!("{} ({})", count(open, "finding"), by_severity.join(", "));
    let failing = report.failing().count();
    let threshold = report.fail_on.unwrap_or(Severity::Medium);
    if failing == 0 {
        text.push_str(&format!(", none {}", at_or_above(threshold)));
    } else if failing < open {
        text.push_str(&format!(", {failing} {}", at_or_above(threshold)));
    }
    let fixable = |least| report.open().filter(|finding| applicable(finding, least).is_some()).count();
    let (safe, all) = (fixable(Applicability::Safe), fixable(Applicability::Unsafe));
    match (safe, all - safe) {
        (0, 0) => {}
        (0, more) => text.push_str(&format!(", {more} fixable with `gatecheck\u{a0}fix\u{a0}--unsafe`")),
        (safe, 0) => text.push_str(&format!(", {safe} fixable with `gatecheck\u{a0}fix`")),
        (safe, more) => {
            text.push_str(&format!(
                ", {safe} fixable with `gatecheck\u{a0}fix`, {more} more with `--unsafe`"
            ));
        }
    }
    text
}

fn at_or_above(threshold: Severity) -> String {
    if threshold == Severity::Critical { "critical".to_owned() } else { format!("{threshold} or worse") }
}

/// `1 file`, `2 files`
fn count(number: usize, thing: &str) -> String {
    // What belongs together is not broken over lines.
    format!("{number}\u{a0}{thing}{}", if number == 1 { "" } else { "s" })
}
