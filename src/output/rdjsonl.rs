//! The `rdjsonl` format: Reviewdog's diagnostics, one a line, with proved fixes as suggestions.
//!
//! Columns count bytes from 1, and the end is exclusive. Reviewdog puts messages into comments as Markdown, so
//! they are escaped as such. What is suppressed or in the baseline is left out: a review shows what is to do.

use std::io::{self, Write};

use serde::Serialize;

use super::choose::applicable;
use super::json_text::write_json_line;
use super::{OutputOptions, Reporter, escape, failure, place};
use crate::finding::{FileEdits, Finding, Fix, Location, ShownFile};
use crate::policy::{Applicability, Severity};
use crate::scan::{Report, ScanError};
use crate::text::{Edit, RepoPath, Span, apply};

/// Writes Reviewdog's diagnostics.
pub(super) struct Rdjsonl {
    #[expect(dead_code, reason = "diagnostics look the same whatever the options are")]
    pub(super) options: OutputOptions,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Place,
    severity: &'a str,
    source: Source,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Place {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Place,
}

impl Reporter for Rdjsonl {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let findings = report.open().map(|finding| of_finding(report, finding));
        for diagnostic in findings.chain(report.errors.iter().map(|error| of_error(report, error))) {
            write_json_line(out, &diagnostic)?;
        }
        Ok(())
    }
}

fn of_finding<'a>(report: &Report, finding: &'a Finding) -> Diagnostic<'a> {
    let fix = applicable(finding, Applicability::Unsafe);
    let related = finding.related.iter().map(|(location, text)| Related {
        message: escape::prose(text),
        location: place_of(report, location),
    });
    Diagnostic {
        message: escape::prose(&finding.message),
        location: place_of(report, &finding.location),
        severity: match finding.severity {
            Severity::Critical | Severity::High => "ERROR",
            Severity::Medium => "WARNING",
            Severity::Low => "INFO",
        },
        source: Source { name: "gatecheck" },
        code: Code {
            value: finding.rule.id.as_str(),
            url: finding.rule.references.iter().find(|link| escape::is_link(link)).map(String::as_str),
        },
        suggestions: fix.and_then(|fix| suggestion(report, finding, fix)).into_iter().collect(),
        related_locations: related.collect(),
    }
}

fn of_error<'a>(report: &Report, error: &'a ScanError) -> Diagnostic<'a> {
    let path = failure::path(error);
    let range = error.span.map(|span| range(report.files.get(&path), span));
    Diagnostic {
        message: escape::prose(&failure::text(error)),
        location: Place { path: shown(&path), range },
        severity: "ERROR",
        source: Source { name: "gatecheck" },
        code: Code { value: failure::rule_of(error), url: None },
        suggestions: Vec::new(),
        related_locations: Vec::new(),
    }
}

fn place_of(report: &Report, location: &Location) -> Place {
    let file = report.files.get(&location.file);
    let range = (!place::is_whole_file(location)).then(|| range(file, location.span));
    Place { path: shown(&location.file), range }
}

fn shown(path: &RepoPath) -> String {
    path.as_str().to_owned()
}

fn range(file: Option<&ShownFile>, span: Span) -> Range {
    let region = place::bytes(file, span);
    let position = |at: crate::text::LineCol| Position { line: at.line, column: at.column };
    Range { start: position(region.start), end: position(region.end) }
}

/// The fix as one replacement in the finding's own file, or nothing: Reviewdog takes several for alternatives,
/// and half a fix was never proved. Masked text between two edits would be written as it is shown, so then
/// there is none either.
fn suggestion(report: &Report, finding: &Finding, fix: &Fix) -> Option<Suggestion> {
    let [FileEdits { path, edits }] = fix.files.as_slice() else { return None };
    let file = report.files.get(path).filter(|_| *path == finding.location.file)?;
    let span = edits.iter().map(|edit| edit.span).reduce(Span::to)?;
    if let [edit] = edits.as_slice() {
        let Edit { span, text } = before_the_end(file, edit).unwrap_or_else(|| edit.clone());
        return Some(Suggestion { range: range(Some(file), span), text });
    }
    if file.masked.iter().any(|masked| masked.overlaps(span)) {
        return None;
    }
    let moved = |edit: &Edit| {
        let from = |at: u32| at.checked_sub(span.start);
        Some(Edit {
            span: Span { start: from(edit.span.start)?, end: from(edit.span.end)? },
            text: edit.text.clone(),
        })
    };
    let edits: Vec<Edit> = edits.iter().map(moved).collect::<Option<_>>()?;
    let text = apply(file.text.get(span.range())?, &edits).ok()?;
    Some(Suggestion { range: range(Some(file), span), text })
}

/// The same edit within the file's lines, where it reaches behind the last line break: a reader may know no line
/// there.
fn before_the_end(file: &ShownFile, edit: &Edit) -> Option<Edit> {
    let ending = if file.text.ends_with("\r\n") { "\r\n" } else { "\n" };
    let (start, end) = (edit.span.range().start, file.text.strip_suffix(ending)?.len());
    if edit.span.range().end != file.text.len() {
        return None;
    }
    let lines = edit.text.strip_suffix(ending);
    match lines {
        // Lines are appended.
        Some(lines) if start > end => Some(Edit { span: Span::empty(end), text: format!("{ending}{lines}") }),
        // The last lines are replaced.
        Some(lines) => Some(Edit { span: Span::new(start, end), text: lines.to_owned() }),
        // The last lines go: the line break before them in place of the one behind them.
        None => {
            let before = file.text.get(..start)?.strip_suffix(ending)?.len();
            edit.text.is_empty().then(|| Edit { span: Span::new(before, end), text: String::new() })
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::output::{Format, sample};

    fn written(report: &Report) -> Vec<Value> {
        let mut out = Vec::new();
        Format::Rdjsonl.reporter(OutputOptions::default()).write(report, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_diagnostic_has_its_place_and_its_suggestion() {
        let lines = written(&sample::rich());
        assert_eq!(lines.len(), 6);
        assert_eq!(
            lines[2],
            json!({
                "message": "container \"web\" is privileged",
                "location": {
                    "path": "deploy/shop.yaml",
                    "range": { "start": { "line": 10, "column": 21 }, "end": { "line": 10, "column": 25 } },
                },
                "severity": "ERROR",
                "source": { "name": "gatecheck" },
                "code": {
                    "value": "k8s/privileged",
                    "url": "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
                },
                "suggestions": [{
                    "range": { "start": { "line": 10, "column": 21 }, "end": { "line": 10, "column": 25 } },
                    "text": "false",
                }],
            })
        );
        // An insertion begins where it ends; a suggestion by hand is none.
        let insertion = json!({ "line": 8, "column": 1 });
        assert_eq!(lines[0]["suggestions"][0]["range"], json!({ "start": insertion, "end": insertion }));
        assert_eq!(lines[0]["related_locations"][0]["location"]["path"], "deploy/quota.yaml");
        assert_eq!(lines[1].get("suggestions"), None);
        assert_eq!(lines[4]["location"], json!({ "path": "gatecheck.yaml" }));
        assert_eq!(lines[5]["code"], json!({ "value": "gatecheck/unparsed" }));
    }

    #[test]
    fn columns_are_bytes() {
        let text = "# é\nimage: é😀 bad # x\n";
        let start = text.find("bad").unwrap();
        let edits: &[(usize, usize, &str)] = &[(start, start + 3, "good")];
        let mut report = sample::with_fixes(text, &[("f", Applicability::Safe, edits)]);
        report.findings[0].location.span = Span::new(start, start + 3);
        let line = &written(&report)[0];
        let range = &line["location"]["range"];
        assert_eq!(
            *range,
            json!({ "start": { "line": 2, "column": 15 }, "end": { "line": 2, "column": 18 } })
        );
        assert_eq!(line["suggestions"][0]["range"], *range);
        assert_eq!(&text.lines().nth(1).unwrap().as_bytes()[14..17], b"bad");
    }

    /// Suggestions stay within the lines there are, and make the same text as the edit.
    #[test]
    fn nothing_reaches_behind_the_last_line() {
        for (text, start, new, expected) in [
            ("a: é\n", 6, "b: 2\n", "\nb: 2"),
            ("a: é\r\n", 7, "b: 2\r\n", "\r\nb: 2"),
            ("a: é", 5, "\nb: 2", "\nb: 2"),
            ("a: 1\nb: 2\n", 5, "", ""),
            ("a: 1\r\nb: 2\r\n", 6, "c: 3\r\n", "c: 3"),
        ] {
            let edits: &[(usize, usize, &str)] = &[(start, text.len(), new)];
            let edit = Edit { span: Span::new(start, text.len()), text: new.to_owned() };
            let file = sample::shown("f", text);
            let moved = before_the_end(&file, &edit).unwrap_or_else(|| edit.clone());
            assert_eq!(apply(text, std::slice::from_ref(&moved)), apply(text, &[edit]), "{text:?}");
            let last = text.trim_end().lines().count();
            let report = sample::with_fixes(text, &[("f", Applicability::Safe, edits)]);
            let suggestion = &written(&report)[0]["suggestions"][0];
            assert_eq!(suggestion["text"], expected, "{text:?}");
            assert!(suggestion["range"]["end"]["line"].as_u64().is_some_and(|line| line <= last as u64));
        }
    }

    #[test]
    fn several_edits_are_one_suggestion_or_none() {
        let text = "a: 1\nb: 2\nc: 3\n";
        let edits: &[(usize, usize, &str)] = &[(13, 14, "9"), (3, 4, "7")];
        let mut report = sample::with_fixes(text, &[("f", Applicability::Safe, edits)]);
        let suggestions = written(&report)[0]["suggestions"].clone();
        assert_eq!(
            suggestions,
            json!([{
                "range": { "start": { "line": 1, "column": 4 }, "end": { "line": 3, "column": 5 } },
                "text": "7\nb: 2\nc: 9",
            }])
        );
        let file = report.files.values_mut().next().unwrap();
        file.masked = vec![Span::new(8, 9)];
        assert_eq!(written(&report)[0].get("suggestions"), None);
        report.files.values_mut().next().unwrap().masked.clear();
        let more = report.findings[0].fixes[0].files[0].clone();
        report.findings[0].fixes[0].files.push(more);
        assert_eq!(written(&report)[0].get("suggestions"), None);
    }
}
