//! Findings file by file, and what could not be checked.

use std::collections::BTreeMap;

use super::markup::{Markup, grouped};
use super::{code, rules};
use crate::finding::{Finding, Fix, Location};
use crate::limits::HTML_ROWS;
use crate::output::place;
use crate::output::wrap::first_sentence;
use crate::policy::Applicability;
use crate::scan::{Report, ScanError};

/// What could not be checked; nothing if all could.
pub(super) fn errors(out: &mut Markup, report: &Report) {
    if report.errors.is_empty() {
        return;
    }
    out.raw("<section id=\"errors\" aria-labelledby=\"errors-head\">\n<h2 id=\"errors-head\">Could not be checked</h2>\n");
    out.raw("<p>What is in these parts is not known, so the gate does not pass (exit code 3).</p>\n");
    for error in report.errors.iter().take(HTML_ROWS) {
        scan_error(out, report, error);
    }
    super::more_rows(out, report.errors.len());
    out.raw("</section>\n");
}

fn scan_error(out: &mut Markup, report: &Report, error: &ScanError) {
    out.raw("<div class=\"error\">\n<h3>");
    if let Some(rule) = &error.rule {
        out.raw("<code>").text(rule.as_str()).raw("</code> ");
    }
    out.text(&error.message).raw("</h3>\n");
    if let Some(path) = &error.path {
        let file = report.files.get(path);
        let place = match file.zip(error.span) {
            Some((file, span)) => {
                let start = place::chars(Some(file), span).start;
                format!("{path}:{}:{}", start.line, start.column)
            }
            None => path.to_string(),
        };
        out.element("p", &[("class", "place")], &place).raw("\n");
        if let Some((file, span)) = file.zip(error.span) {
            code::excerpt(out, file, span, "");
        }
    }
    if !error.help.is_empty() {
        out.raw("<p class=\"why\"><b>Help</b> ").prose(&error.help).raw("</p>\n");
    }
    out.raw("</div>\n");
}

/// The findings, a section for each file.
pub(super) fn findings(out: &mut Markup, report: &Report, findings: &[&Finding]) {
    // Two findings may have one fingerprint in reports that were put together; their links must differ.
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for of_file in findings.chunk_by(|a, b| a.location.file == b.location.file) {
        let Some(first) = of_file.first() else { continue };
        let path = first.location.file.as_str();
        out.open("section", &[("class", "file"), ("data-path", path)]);
        out.raw("\n<h3>").element("span", &[("class", "path")], path);
        out.raw(" <span class=\"n\">").text(&grouped(of_file.len())).raw("</span></h3>\n");
        for found in of_file {
            let short = found.fingerprint.get(..12).unwrap_or(&found.fingerprint);
            let seen = names.entry(format!("f-{short}")).or_default();
            *seen += 1;
            let name = if *seen == 1 { format!("f-{short}") } else { format!("f-{short}-{seen}") };
            finding(out, report, found, &name);
        }
        out.raw("</section>\n");
    }
}

fn finding(out: &mut Markup, report: &Report, finding: &Finding, name: &str) {
    let (severity, rule) = (finding.severity.name(), finding.rule.id.as_str());
    let attributes = [("id", name), ("class", severity), ("data-rule", rule), ("data-fix", fix_of(finding))];
    out.open("article", &attributes);
    out.raw("\n<h4><span class=\"sev\">")
        .text(severity)
        .raw("</span> ")
        .text(finding.message.trim())
        .raw("</h4>\n");
    out.raw("<p class=\"meta\">")
        .open("a", &[("class", "rule"), ("href", &format!("#{}", rules::name(rule)))]);
    out.text(rule).raw("</a> ").open("a", &[("class", "place"), ("href", &format!("#{name}"))]);
    out.text(&place_of(report, &finding.location)).raw("</a></p>\n");
    let about_the_file = finding.location.span.is_empty() && finding.location.span.start == 0;
    if let Some(file) = report.files.get(&finding.location.file).filter(|_| !about_the_file) {
        code::excerpt(out, file, finding.location.span, &place::missing(&finding.location));
    }
    for (location, text) in &finding.related {
        out.raw("<p class=\"see\">see <span class=\"place\">").text(&place_of(report, location));
        out.raw("</span> ").text(text).raw("</p>\n");
    }
    out.raw("<p class=\"why\">").prose(first_sentence(&finding.rule.description)).raw("</p>\n");
    for (number, fix) in finding.fixes.iter().enumerate() {
        out.raw("<p class=\"fix\"><b>").raw(if number == 0 { "Fix" } else { "Or" }).raw("</b> ");
        out.prose(&fix.title).raw(" ").element("span", &[("class", "how")], &how_freely(fix)).raw("</p>\n");
        if number == 0 {
            code::patch(out, report, fix, &finding.location.file);
        }
    }
    out.raw("</article>\n");
}

/// How freely the finding can be fixed, in one word.
pub(super) fn fix_of(finding: &Finding) -> &'static str {
    finding.fixes.first().map_or("none", |fix| fix.applicability.name())
}

fn how_freely(fix: &Fix) -> String {
    match (fix.applicability, &fix.refused) {
        (Applicability::Manual, Some(reason)) => format!("by hand: {reason}"),
        (Applicability::Manual, None) => "by hand".to_owned(),
        (applicability, _) => applicability.name().to_owned(),
    }
}

/// `path:line:column`
pub(super) fn place_of(report: &Report, location: &Location) -> String {
    let start = place::chars(report.files.get(&location.file), location.span).start;
    format!("{}:{}:{}", location.file, start.line, start.column)
}
