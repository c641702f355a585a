//! The `markdown` format: a pull-request comment, and the summary of a job.
//!
//! The verdict, a table with the most severe first, and for each rule what it is about and the patches, folded.
//! Names and texts of others are words and code, never markup. What does not fit is left out as a whole, and
//! said. The first line is invisible: a bot finds its comment by it, and writes it anew.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::human::{how_freely, summary};
use super::wrap::first_paragraph;
use super::{OutputOptions, Reporter, escape, failure, patch, place};
use crate::finding::{Finding, Fix};
use crate::limits::{MARKDOWN_BYTES, MARKDOWN_TEXT, PATCH_LINES};
use crate::policy::Severity;
use crate::scan::{Report, ScanError};

/// What is kept free for the note on what was left out.
const NOTE: usize = 1_024;

/// How many findings of one rule are shown with their patches.
const PER_RULE: usize = 10;

/// How many related places of a finding are shown.
const RELATED: usize = 3;

/// Writes Markdown.
pub(super) struct Markdown {
    pub(super) options: OutputOptions,
}

impl Reporter for Markdown {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(page(report, &self.options).as_bytes())
    }
}

fn page(report: &Report, options: &OutputOptions) -> String {
    let mut findings: Vec<&Finding> = report.open().collect();
    findings.sort_by_key(|finding| Reverse(finding.severity));
    let mut page = Page { text: marker(options.category.as_deref()), left_out: Vec::new() };
    let word = summary::word(report);
    page.text.push_str(&format!("### gatecheck: {word}\n\n**{}**\n", summary::plain(report)));
    page.errors(report);
    page.table(report, &findings);
    page.details(report, &findings);
    page.finish()
}

/// The line that a bot knows its comment by; the category keeps several reports on one request apart.
fn marker(category: Option<&str>) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.');
    let category: String = category.unwrap_or_default().chars().filter(plain).take(100).collect();
    let between = if category.is_empty() { "" } else { ":" };
    format!("<!-- gatecheck{between}{category} -->\n")
}

/// What has been written, and what had to be left out.
struct Page {
    text: String,
    left_out: Vec<String>,
}

impl Page {
    /// Appends `part` if, with it, no more than `share` of the page is full.
    fn push(&mut self, part: &str, share: f64) -> bool {
        // What a build runner would take for a command is broken; the text may be shown in its log.
        let part = escape::guard(part);
        let room = (MARKDOWN_BYTES - NOTE) as f64 * share;
        let fits = (self.text.len() + part.len()) as f64 <= room;
        if fits {
            self.text.push_str(&part);
        }
        fits
    }

    fn errors(&mut self, report: &Report) {
        if report.errors.is_empty() {
            return;
        }
        self.push("\n#### Could not be checked\n\n", 0.25);
        let shown =
            report.errors.iter().take_while(|error| self.push(&error_item(report, error), 0.25)).count();
        if shown < report.errors.len() {
            self.left_out.push(format!("{} parts that could not be checked", report.errors.len() - shown));
        }
    }

    fn table(&mut self, report: &Report, findings: &[&Finding]) {
        if findings.is_empty() {
            return;
        }
        self.push("\n| Severity | Finding | Place | Rule |\n|---|---|---|---|\n", 0.6);
        let shown = findings.iter().take_while(|finding| self.push(&row(report, finding), 0.6)).count();
        if shown < findings.len() {
            self.left_out.push(format!("{} findings from the table", findings.len() - shown));
        }
    }

    fn details(&mut self, report: &Report, findings: &[&Finding]) {
        let mut rules: BTreeMap<(Reverse<Severity>, &str), Vec<&Finding>> = BTreeMap::new();
        for finding in findings {
            rules.entry((Reverse(finding.severity), finding.rule.id.as_str())).or_default().push(finding);
        }
        let mut hidden = 0;
        for findings in rules.values() {
            let short = findings.get(..1).unwrap_or_default();
            if self.push(&block(report, findings, PER_RULE), 1.0) {
                hidden += findings.len().saturating_sub(PER_RULE);
            } else if self.push(&block(report, findings, short.len()), 1.0) {
                hidden += findings.len() - short.len();
            } else {
                hidden += findings.len();
            }
        }
        if hidden > 0 {
            self.left_out.push(format!("the details of {hidden} findings"));
        }
    }

    /// The page with a note on what was left out.
    fn finish(mut self) -> String {
        if !self.left_out.is_empty() {
            let what = self.left_out.join(", and ");
            self.text.push_str(&format!(
                "\n> **Cut:** this leaves out {what}, because a comment holds at most {MARKDOWN_BYTES} characters. \
                 The verdict counts everything; `gatecheck scan` shows it.\n"
            ));
        }
        self.text
    }
}

fn error_item(report: &Report, error: &ScanError) -> String {
    let place = error.path.as_ref().map_or_else(String::new, |path| {
        let line = error.span.map(|span| place::chars(report.files.get(path), span).start.line);
        let line = line.map_or_else(String::new, |line| format!(":{line}"));
        format!("{}: ", escape::code(&format!("{}{line}", short(path.as_str()))))
    });
    format!("- {place}{}\n", escape::prose(&short(&failure::text(error))))
}

/// A finding as a row of the table.
fn row(report: &Report, finding: &Finding) -> String {
    let [message, place, rule] = [
        escape::prose(&short(&finding.message)),
        escape::code(&place_of(report, finding)),
        escape::code(&short(finding.rule.id.as_str())),
    ]
    .map(|text| escape::cell(&text));
    format!("| {} | {message} | {place} | {rule} |\n", finding.severity)
}

/// A rule with its findings, `most` of them in full, folded.
fn block(report: &Report, findings: &[&Finding], most: usize) -> String {
    let Some(first) = findings.first() else { return String::new() };
    let rule = &first.rule;
    let count = if findings.len() == 1 { String::new() } else { format!(" ({})", findings.len()) };
    // In the summary's HTML nothing but code is safe from mentions.
    let mut out = format!(
        "\n<details>\n<summary><b>{}</b> <code>{}</code>{count}</summary>\n\n**{}.** {}\n",
        first.severity,
        html(&short(rule.id.as_str())),
        escape::prose(short(&rule.title).trim_end_matches('.')),
        escape::prose(&short_to(first_paragraph(&rule.description), 4 * MARKDOWN_TEXT)),
    );
    for finding in findings.iter().take(most) {
        out.push_str(&one(report, finding));
    }
    if findings.len() > most {
        out.push_str(&format!("\n… and {} more.\n", findings.len() - most));
    }
    out.push_str("\n</details>\n");
    out
}

/// A finding with its related places and its patch.
fn one(report: &Report, finding: &Finding) -> String {
    let place = escape::code(&place_of(report, finding));
    let mut out = format!("\n{place}: {}\n", escape::prose(&short(&finding.message)));
    for (location, text) in finding.related.iter().take(RELATED) {
        let place = escape::code(&short(&place::shown(report, location)));
        out.push_str(&format!("\nSee {place}: {}\n", escape::prose(&short(text))));
    }
    for (number, fix) in finding.fixes.iter().enumerate() {
        let word = if number == 0 { "Fix" } else { "Or" };
        let title = escape::prose(&short(&format!("{} ({})", fix.title, how_freely(fix))));
        out.push_str(&format!("\n{word}: {title}\n"));
        if number == 0 {
            out.push_str(&patch_of(report, fix));
        }
    }
    out
}

/// What a fix changes, as a block of code.
fn patch_of(report: &Report, fix: &Fix) -> String {
    let mut lines = Vec::new();
    for edits in &fix.files {
        let Some(file) = report.files.get(&edits.path) else { continue };
        let Some(hunks) = patch::hunks(file, edits) else { continue };
        for hunk in hunks {
            let first = hunk.before.iter().chain(&hunk.removed).chain(&hunk.added).next();
            let number = first.map_or(1, |(number, _)| *number);
            lines.push(format!("@@ {}:{number} @@", escape::line(&short(edits.path.as_str()))));
            for (sign, part) in [(' ', hunk.before.as_slice()), ('-', &hunk.removed), ('+', &hunk.added)] {
                lines.extend(part.iter().map(|(_, text)| format!("{sign}{text}")));
            }
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    let hidden = lines.len().saturating_sub(PATCH_LINES);
    lines.truncate(PATCH_LINES);
    if hidden > 0 {
        lines.push(format!("… and {hidden} more lines"));
    }
    format!("\n{}\n", escape::fenced("diff", &lines.join("\n")))
}

/// `path:line`
fn place_of(report: &Report, finding: &Finding) -> String {
    let location = &finding.location;
    let path = short(location.file.as_str());
    if place::is_whole_file(location) {
        return path;
    }
    format!("{path}:{}", place::chars(report.files.get(&location.file), location.span).start.line)
}

/// The beginning of a text that is too long.
fn short(text: &str) -> String {
    short_to(text, MARKDOWN_TEXT)
}

fn short_to(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => text.get(..at).unwrap_or_default().to_owned() + "…",
        None => text.to_owned(),
    }
}

/// A text within an element of HTML.
fn html(text: &str) -> String {
    let text = escape::line(text).replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
