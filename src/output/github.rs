//! The `github` format: workflow commands that GitHub Actions shows as annotations.
//!
//! GitHub shows ten annotations of a level for a step, so the most severe come first and the last one says how
//! many are left out. Colours, snippets and patches are not here: the job summary is the `markdown` format.

use std::cmp::Reverse;
use std::io::{self, Write};

use super::choose::applicable;
use super::human::summary;
use super::place::Region;
use super::wrap::first_sentence;
use super::{OutputOptions, Reporter, escape, failure, place};
use crate::finding::Finding;
use crate::limits::GITHUB_ANNOTATIONS;
use crate::policy::{Applicability, Severity};
use crate::scan::{Report, ScanError};
use crate::text::RepoPath;

/// Writes annotations.
pub(super) struct Github {
    #[expect(dead_code, reason = "annotations look the same whatever the options are")]
    pub(super) options: OutputOptions,
}

/// The levels of annotations, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical | Severity::High => Self::Error,
            Severity::Medium => Self::Warning,
            Severity::Low => Self::Notice,
        }
    }

    fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

impl Reporter for Github {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut findings: Vec<&Finding> = report.open().collect();
        findings.sort_by_key(|finding| Reverse(finding.severity));
        // What could not be checked weighs most: it may hide anything.
        let errors = report.errors.iter().map(|error| (Level::Error, of_error(report, error)));
        let findings = findings.into_iter().map(|f| (Level::of(f.severity), of_finding(report, f)));
        let all: Vec<(Level, String)> = errors.chain(findings).collect();
        let of = |level| all.iter().filter(move |(its, _)| *its == level).map(|(_, line)| line);
        let crowded = Level::ALL.into_iter().any(|level| of(level).count() > GITHUB_ANNOTATIONS);
        let mut shown = 0;
        for level in Level::ALL {
            // The last notice is the one that says what is left out.
            let taken = usize::from(crowded && level == Level::Notice);
            for line in of(level).take(GITHUB_ANNOTATIONS - taken) {
                writeln!(out, "{line}")?;
                shown += 1;
            }
        }
        if crowded {
            let text = format!(
                "{} more are not shown as annotations: GitHub shows {GITHUB_ANNOTATIONS} of a level for a step. \
                 The job summary and the other reports hold more.",
                all.len() - shown
            );
            writeln!(out, "::notice title=gatecheck::{}", data(&text))?;
        }
        writeln!(out, "{}", escape::guard(&format!("gatecheck: {}", summary::plain(report))))
    }
}

fn of_finding(report: &Report, finding: &Finding) -> String {
    let location = &finding.location;
    let region = place::chars(report.files.get(&location.file), location.span);
    let title = format!("{} ({})", finding.rule.id, finding.severity);
    let mut lines = vec![finding.message.clone(), words(first_sentence(&finding.rule.description))];
    if let Some(fix) = applicable(finding, Applicability::Unsafe) {
        lines.push(format!("fix: {} ({})", fix.title, fix.applicability.name()));
    }
    command(Level::of(finding.severity), Some((&location.file, region)), &title, &lines)
}

fn of_error(report: &Report, error: &ScanError) -> String {
    let path = error.path.as_ref();
    let place = path.map(|path| (path, place::chars(report.files.get(path), error.span.unwrap_or_default())));
    command(Level::Error, place, failure::rule_of(error), &[failure::text(error)])
}

/// One workflow command. Nothing in it begins another: line ends are spelled out, and so is `##[`, which the
/// runner would look for anywhere in a line.
fn command(level: Level, place: Option<(&RepoPath, Region)>, title: &str, lines: &[String]) -> String {
    let mut properties = Vec::new();
    if let Some((path, region)) = place {
        properties.push(format!("file={}", property(path.as_str())));
        properties.push(format!("line={},endLine={}", region.start.line, region.end.line));
        // GitHub takes columns only within one line.
        if region.start.line == region.end.line {
            properties.push(format!("col={},endColumn={}", region.start.column, region.end.column));
        }
    }
    properties.push(format!("title={}", property(title)));
    let lines: Vec<String> = lines.iter().filter(|line| !line.is_empty()).map(|line| data(line)).collect();
    format!("::{} {}::{}", level.command(), properties.join(","), lines.join("%0A"))
}

/// Text in one line.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as the runner reads the message of a command.
fn data(text: &str) -> String {
    exactly(text.trim())
}

fn exactly(text: &str) -> String {
    escape::line(text).replace('%', "%25")
}

/// A text as the runner reads the value of a command's property. The name of a file may begin with a blank.
fn property(text: &str) -> String {
    exactly(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests;
