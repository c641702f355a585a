//! The verdict, the counts that the script makes filters of, and what was accepted.

use std::collections::BTreeMap;

use super::finding::{fix_of, place_of};
use super::markup::{Markup, count, grouped};
use super::{more_rows, verdict_word};
use crate::finding::{Finding, Status};
use crate::limits::HTML_ROWS;
use crate::output::choose::applicable;
use crate::policy::{Applicability, Severity};
use crate::scan::{Report, Verdict};

/// How many rows of a facet are shown before the others are folded away.
const FIRST_ROWS: usize = 8;

/// The verdict with its reason, and how much it rests on.
pub(super) fn verdict(out: &mut Markup, report: &Report) {
    let verdict = report.verdict();
    out.open("div", &[("class", "verdict"), ("data-verdict", verdict.name())]);
    out.raw("\n<h1>")
        .raw(verdict_word(verdict))
        .raw("</h1>\n<p class=\"reason\">")
        .text(&reason(report))
        .raw("</p>\n");
    out.raw("<dl>\n");
    let fixable = |least| report.open().filter(|finding| applicable(finding, least).is_some()).count();
    let (safe, all) = (fixable(Applicability::Safe), fixable(Applicability::Unsafe));
    let with_status =
        |wanted: fn(&Status) -> bool| report.findings.iter().filter(|f| wanted(&f.status)).count();
    let stats = &report.stats;
    for (name, number, always) in [
        ("findings", report.open().count(), true),
        ("fixed by <code>gatecheck fix</code>", safe, false),
        ("more by <code>--unsafe</code>", all - safe, false),
        ("not checked", report.errors.len(), false),
        ("suppressed", with_status(Status::is_suppressed), false),
        ("in the baseline", with_status(|status| matches!(status, Status::Baselined)), false),
        ("files read", stats.files, true),
        ("skipped", stats.skipped, false),
        ("rules asked", report.rules.len(), true),
    ] {
        if always || number > 0 {
            out.raw("<div><dt>").raw(name).raw("</dt><dd>").text(&grouped(number)).raw("</dd></div>\n");
        }
    }
    out.raw("</dl>\n</div>\n");
}

/// Why the verdict is what it is, in a sentence or two.
fn reason(report: &Report) -> String {
    let threshold = report.fail_on.unwrap_or(Severity::Medium);
    let bar =
        if threshold == Severity::Critical { "critical".to_owned() } else { format!("{threshold} or worse") };
    let (open, failing) = (report.open().count(), report.failing().count());
    let found = match (open, failing) {
        (0, _) => "Nothing was found.".to_owned(),
        (_, 0) => format!("{} found, none {bar}.", count(open, "finding")),
        (1, _) => format!("The one finding is {bar}."),
        _ if open == failing => format!("All {} are {bar}.", count(open, "finding")),
        (_, 1) => format!("1 of {} is {bar}.", count(open, "finding")),
        _ => format!("{} of {} are {bar}.", grouped(failing), count(open, "finding")),
    };
    match (report.verdict(), report.errors.len()) {
        (Verdict::Incomplete, 1) => {
            format!("One part could not be checked, so nothing vouches for it. {found}")
        }
        (Verdict::Incomplete, errors) => {
            format!("{} could not be checked, so nothing vouches for them. {found}", count(errors, "part"))
        }
        (Verdict::Failed, _) => "Nothing could be checked.".to_owned(),
        (Verdict::Pass | Verdict::Findings, _) => found,
    }
}

/// A row of a facet: what its findings have in common.
struct Row {
    /// What the script compares.
    value: String,
    /// What is shown.
    label: String,
    /// How many findings of each severity, the mildest first.
    of_severity: [usize; 4],
}

impl Row {
    fn new(value: &str, label: &str) -> Self {
        Self { value: value.to_owned(), label: label.to_owned(), of_severity: [0; 4] }
    }

    fn all(&self) -> usize {
        self.of_severity.iter().sum()
    }

    fn add(&mut self, finding: &Finding) {
        let at = Severity::ALL.iter().position(|severity| *severity == finding.severity);
        if let Some(number) = at.and_then(|at| self.of_severity.get_mut(at)) {
            *number += 1;
        }
    }

    /// The more and the worse, the earlier.
    fn weight(&self) -> (std::cmp::Reverse<usize>, std::cmp::Reverse<[usize; 4]>, String) {
        let mut worst_first = self.of_severity;
        worst_first.reverse();
        (std::cmp::Reverse(self.all()), std::cmp::Reverse(worst_first), self.label.clone())
    }
}

/// The counts by severity, fix, rule and folder.
pub(super) fn facets(out: &mut Markup, report: &Report) {
    if report.open().next().is_none() {
        return;
    }
    let severities =
        Severity::ALL.into_iter().rev().map(|severity| Row::new(severity.name(), severity.name()));
    facet(
        out,
        "severity",
        "Severity",
        filled(report, severities.collect(), |f| f.severity.name().to_owned()),
    );
    let fixes = [("safe", "safe"), ("unsafe", "unsafe"), ("manual", "by hand"), ("none", "none")];
    let fixes = fixes.iter().map(|(value, label)| Row::new(value, label)).collect();
    facet(out, "fix", "Fix", filled(report, fixes, |finding| fix_of(finding).to_owned()));
    let mut rules = filled(report, Vec::new(), |finding| finding.rule.id.to_string());
    rules.sort_by_cached_key(Row::weight);
    facet(out, "rule", "Rule", rules);
    let base = base(report);
    let mut folders = filled(report, Vec::new(), |finding| folder(&base, finding.location.file.as_str()));
    folders.sort_by_cached_key(Row::weight);
    for row in &mut folders {
        row.label = match row.value.strip_prefix('=') {
            Some("") => "./".to_owned(),
            Some(here) => here.to_owned(),
            None => row.value.clone(),
        };
    }
    facet(out, "folder", "Folder", folders);
}

/// `rows`, and more where the value of a finding has none yet, with the findings counted; none is empty.
fn filled(report: &Report, rows: Vec<Row>, value: impl Fn(&Finding) -> String) -> Vec<Row> {
    let mut rows = rows;
    let mut index: BTreeMap<String, usize> =
        rows.iter().enumerate().map(|(number, row)| (row.value.clone(), number)).collect();
    for finding in report.open() {
        let value = value(finding);
        let at = *index.entry(value.clone()).or_insert_with(|| {
            rows.push(Row::new(&value, &value));
            rows.len() - 1
        });
        if let Some(row) = rows.get_mut(at) {
            row.add(finding);
        }
    }
    rows.retain(|row| row.all() > 0);
    rows
}

/// The deepest folder that holds every file with a finding, with a slash at its end; empty for the root.
fn base(report: &Report) -> String {
    let mut folders = report.open().map(|finding| finding.location.file.parent());
    let mut shared: Vec<&str> =
        folders.next().unwrap_or_default().split('/').filter(|part| !part.is_empty()).collect();
    for folder in folders {
        let same = shared.iter().zip(folder.split('/')).take_while(|(a, b)| *a == b).count();
        shared.truncate(same);
    }
    shared.iter().flat_map(|part| [*part, "/"]).collect()
}

/// The folder below `base` that a file counts for: `a/` for everything in it, `=a/` for the files that lie
/// right there.
fn folder(base: &str, path: &str) -> String {
    let rest = path.strip_prefix(base).unwrap_or(path);
    match rest.split_once('/') {
        Some((first, _)) => format!("{base}{first}/"),
        None => format!("={base}"),
    }
}

/// One facet: a row for each value with its share, the long tail folded away.
fn facet(out: &mut Markup, name: &'static str, title: &'static str, rows: Vec<Row>) {
    let most = rows.iter().map(Row::all).max().unwrap_or(1).max(1);
    let head = format!("facet-{name}");
    out.open("section", &[("class", "facet"), ("data-facet", name), ("aria-labelledby", &head)]);
    out.raw("\n").element("h2", &[("id", &head)], title).raw("\n");
    let (first, rest) = rows.split_at(rows.len().min(FIRST_ROWS));
    list(out, first, most);
    if !rest.is_empty() {
        out.raw("<details><summary>").text(&format!("{} more", grouped(rest.len()))).raw("</summary>\n");
        list(out, rest.get(..HTML_ROWS).unwrap_or(rest), most);
        more_rows(out, rest.len());
        out.raw("</details>\n");
    }
    out.raw("</section>\n");
}

fn list(out: &mut Markup, rows: &[Row], most: usize) {
    out.raw("<ul>\n");
    for row in rows {
        out.open("li", &[("data-value", &row.value)]).raw("<span class=\"name\">").text(&row.label);
        out.raw("</span> <span class=\"n\">").text(&grouped(row.all())).raw("</span>");
        bar(out, row, most);
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}

/// How many findings a row has, and how bad they are, as a bar. Styles of single elements are forbidden to
/// the page, so it is a picture.
fn bar(out: &mut Markup, row: &Row, most: usize) {
    out.raw("<svg viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    let mut before = 0;
    for (severity, number) in Severity::ALL.into_iter().zip(row.of_severity).rev() {
        if number == 0 {
            continue;
        }
        let (x, end) = (before * 1000 / most, (before + number) * 1000 / most);
        let (x, width) = (x.to_string(), (end - x).max(2).to_string());
        let place =
            [("class", severity.name()), ("x", x.as_str()), ("width", width.as_str()), ("height", "8")];
        out.open("rect", &place).close("rect");
        before += number;
    }
    out.raw("</svg>");
}

/// What does not count, and why.
pub(super) fn accepted(out: &mut Markup, report: &Report) {
    let accepted: Vec<(&Finding, &str)> = report
        .findings
        .iter()
        .filter_map(|finding| match &finding.status {
            Status::Open => None,
            Status::Suppressed { reason } => Some((finding, reason.as_str())),
            Status::Baselined => Some((finding, "in the baseline")),
        })
        .collect();
    if accepted.is_empty() {
        return;
    }
    out.raw("<section id=\"accepted\" aria-labelledby=\"accepted-head\">\n<h2 id=\"accepted-head\">Findings that do not count</h2>\n");
    out.raw("<details><summary>").text(&count(accepted.len(), "finding"));
    out.raw(": ignored with a reason, or in the baseline</summary>\n<ul class=\"accepted\">\n");
    for (finding, reason) in accepted.iter().take(HTML_ROWS) {
        let severity = finding.severity.name();
        out.open("li", &[]).element("span", &[("class", "sev"), ("data-severity", severity)], severity);
        out.raw(" <code>").text(finding.rule.id.as_str()).raw("</code> <span class=\"place\">");
        out.text(&place_of(report, &finding.location)).raw("</span> ").text(reason).raw("</li>\n");
    }
    out.raw("</ul>\n");
    more_rows(out, accepted.len());
    out.raw("</details>\n</section>\n");
}
