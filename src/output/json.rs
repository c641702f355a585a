//! The `json` format: our own schema, version 1, for scripts.
//!
//! Every field below is part of the promise to users: fields may be added, none is renamed or removed within
//! a version. Absent values are left out. Lines and columns count from 1, columns in characters; bytes count
//! from 0. The types here are counterparts of the core's, so that renaming inside changes nothing outside.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::json_text::write_json;
use super::rules::RuleOut;
use super::{OutputOptions, Reporter, escape, place};
use crate::document::Precision;
use crate::finding::{FileEdits, Finding, Fix, Location, Status};
use crate::policy::Severity;
use crate::scan::{Report, ScanError};
use crate::text::{RepoPath, Span};

/// The schema's version.
pub(super) const VERSION: u32 = 1;

/// Writes JSON.
pub(super) struct Json {
    pub(super) options: OutputOptions,
}

impl Reporter for Json {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        write_json(out, &report_out(report, &self.options))
    }
}

#[derive(Serialize)]
struct ReportOut<'a> {
    version: u32,
    tool: ToolOut<'a>,
    /// `pass`, `findings` or `incomplete`.
    verdict: &'a str,
    /// The lowest severity that fails the gate.
    fail_on: &'a str,
    stats: StatsOut<'a>,
    /// What the scan was compared with, where only what is new since then is reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<ComparedOut<'a>>,
    /// The commit whose gate counted, where it was not that of the files.
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<GateOut<'a>>,
    findings: Findings<'a>,
    /// What could not be checked; with one, the verdict is `incomplete`.
    errors: Vec<ErrorOut<'a>>,
    /// The rules that ran.
    rules: Vec<RuleOut<'a>>,
}

/// The findings of a report, made one after the other while they are written: there may be very many.
struct Findings<'a>(&'a Report);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.findings.iter().map(|finding| finding_out(self.0, finding)))
    }
}

#[derive(Serialize)]
pub(super) struct ToolOut<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
pub(super) struct StatsOut<'a> {
    files: usize,
    bytes: u64,
    documents: usize,
    skipped: usize,
    /// Open findings by severity.
    open: BTreeMap<&'a str, usize>,
    suppressed: usize,
    baselined: usize,
}

#[derive(Serialize)]
pub(super) struct ComparedOut<'a> {
    /// Its name, as the user gave it.
    with: &'a str,
    /// How many findings were there before, and are left out.
    before: usize,
}

#[derive(Serialize)]
pub(super) struct GateOut<'a> {
    /// Its name, as the user gave it.
    #[serde(rename = "ref")]
    reference: &'a str,
    /// Its id.
    commit: &'a str,
}

#[derive(Serialize)]
pub(super) struct FindingOut<'a> {
    rule: &'a str,
    severity: &'a str,
    category: &'a str,
    message: &'a str,
    location: LocationOut<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedOut<'a>>,
    /// The preferred fix first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixOut<'a>>,
    fingerprint: &'a str,
    /// `open`, `suppressed` or `baselined`.
    status: &'a str,
    /// Why it is suppressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct LocationOut<'a> {
    path: &'a str,
    /// The path's bytes, percent-encoded, if they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    start: PositionOut,
    /// One past the last character.
    end: PositionOut,
    /// The place in the document: keys are strings, indices are numbers.
    #[serde(skip_serializing_if = "is_empty_route")]
    route: Value,
    /// `exact`, `nearest` (the route does not exist) or `file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<&'a str>,
}

#[derive(Serialize)]
struct PositionOut {
    line: usize,
    column: usize,
    byte: u32,
}

#[derive(Serialize)]
struct RelatedOut<'a> {
    message: &'a str,
    location: LocationOut<'a>,
}

#[derive(Serialize)]
struct FixOut<'a> {
    title: &'a str,
    /// `safe`, `unsafe` or `manual`; a manual one is a suggestion and has not been proved.
    applicability: &'a str,
    /// Why it is only a suggestion here.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<EditsOut<'a>>,
}

#[derive(Serialize)]
struct EditsOut<'a> {
    path: &'a str,
    edits: Vec<EditOut<'a>>,
}

/// Replaces the bytes from `start` up to `end` with `text`.
#[derive(Serialize)]
struct EditOut<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
pub(super) struct ErrorOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    message: &'a str,
    help: &'a str,
}

fn is_empty_route(route: &Value) -> bool {
    route.as_array().is_none_or(Vec::is_empty)
}

fn report_out<'a>(report: &'a Report, options: &'a OutputOptions) -> ReportOut<'a> {
    ReportOut {
        version: VERSION,
        tool: tool_out(options),
        verdict: report.verdict().name(),
        fail_on: fail_on(report),
        stats: stats_out(report),
        compared: compared_out(report),
        gate: gate_out(report),
        findings: Findings(report),
        errors: report.errors.iter().map(|error| error_out(report, error)).collect(),
        rules: report.rules.iter().map(|rule| RuleOut::new(rule)).collect(),
    }
}

/// The tool, as [`super::jsonl`] names it too.
pub(super) fn tool_out(options: &OutputOptions) -> ToolOut<'_> {
    ToolOut { name: "gatecheck", version: &options.version }
}

/// The lowest severity that fails the gate.
pub(super) fn fail_on(report: &Report) -> &'static str {
    report.fail_on.unwrap_or(Severity::Medium).name()
}

/// What the scan was compared with.
pub(super) fn compared_out(report: &Report) -> Option<ComparedOut<'_>> {
    report.compared.as_ref().map(|it| ComparedOut { with: &it.with, before: it.before })
}

/// The commit whose gate counted.
pub(super) fn gate_out(report: &Report) -> Option<GateOut<'_>> {
    report.gate.as_ref().map(|it| GateOut { reference: &it.reference, commit: &it.commit })
}

/// How much was done and found.
pub(super) fn stats_out<'a>(report: &Report) -> StatsOut<'a> {
    let count = |wanted: fn(&Status) -> bool| report.findings.iter().filter(|f| wanted(&f.status)).count();
    let of = |severity| report.open().filter(|finding| finding.severity == severity).count();
    StatsOut {
        files: report.stats.files,
        bytes: report.stats.bytes,
        documents: report.stats.documents,
        skipped: report.stats.skipped,
        open: Severity::ALL.into_iter().map(|severity| (severity.name(), of(severity))).collect(),
        suppressed: count(Status::is_suppressed),
        baselined: count(|status| matches!(status, Status::Baselined)),
    }
}

/// One finding.
pub(super) fn finding_out<'a>(report: &'a Report, finding: &'a Finding) -> FindingOut<'a> {
    let (status, reason) = match &finding.status {
        Status::Open => ("open", None),
        Status::Suppressed { reason } => ("suppressed", Some(reason.as_str())),
        Status::Baselined => ("baselined", None),
    };
    let related = finding.related.iter();
    FindingOut {
        rule: finding.rule.id.as_str(),
        severity: finding.severity.name(),
        category: &finding.rule.category.0,
        message: &finding.message,
        location: location_out(report, &finding.location),
        related: related
            .map(|(location, message)| RelatedOut { message, location: location_out(report, location) })
            .collect(),
        fixes: finding.fixes.iter().map(fix_out).collect(),
        fingerprint: &finding.fingerprint,
        status,
        reason,
    }
}

fn location_out<'a>(report: &'a Report, location: &'a Location) -> LocationOut<'a> {
    let precision = match location.precision {
        Precision::Exact => "exact",
        Precision::Nearest => "nearest",
        Precision::File => "file",
    };
    LocationOut {
        route: location.route.to_json(),
        precision: Some(precision),
        ..place_out(report, &location.file, location.span)
    }
}

fn place_out<'a>(report: &Report, path: &'a RepoPath, span: Span) -> LocationOut<'a> {
    let region = place::chars(report.files.get(path), span);
    let position = |at: crate::text::LineCol, byte| PositionOut { line: at.line, column: at.column, byte };
    let exact = path.as_bytes() == path.as_str().as_bytes();
    LocationOut {
        path: path.as_str(),
        uri: (!exact).then(|| escape::uri(path.as_bytes())),
        start: position(region.start, span.start),
        end: position(region.end, span.end),
        route: Value::Null,
        precision: None,
    }
}

fn fix_out(fix: &Fix) -> FixOut<'_> {
    FixOut {
        title: &fix.title,
        applicability: fix.applicability.name(),
        refused: fix.refused.as_deref(),
        files: fix.files.iter().map(edits_out).collect(),
    }
}

fn edits_out(file: &FileEdits) -> EditsOut<'_> {
    let edits = file.edits.iter();
    EditsOut {
        path: file.path.as_str(),
        edits: edits.map(|e| EditOut { start: e.span.start, end: e.span.end, text: &e.text }).collect(),
    }
}

/// One part of the scan that failed.
pub(super) fn error_out<'a>(report: &Report, error: &'a ScanError) -> ErrorOut<'a> {
    ErrorOut {
        location: error.path.as_ref().map(|path| place_out(report, path, error.span.unwrap_or_default())),
        rule: error.rule.as_ref().map(|rule| rule.as_str()),
        message: &error.message,
        help: &error.help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Format, sample};
    use serde_json::json;

    fn written(report: &Report) -> Value {
        let mut out = Vec::new();
        let options = OutputOptions { version: "1.2.3".into(), ..OutputOptions::default() };
        Format::Json.reporter(options).write(report, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn an_empty_report_has_every_field() {
        assert_eq!(
            written(&Report::default()),
            json!({
                "version": 1,
                "tool": { "name": "gatecheck", "version": "1.2.3" },
                "verdict": "pass",
                "fail_on": "medium",
                "stats": {
                    "files": 0, "bytes": 0, "documents": 0, "skipped": 0,
                    "open": { "critical": 0, "high": 0, "low": 0, "medium": 0 },
                    "suppressed": 0, "baselined": 0,
                },
                "findings": [],
                "errors": [],
                "rules": [],
            })
        );
    }

    #[test]
    fn a_finding_says_where_and_how_to_mend_it() {
        let report = written(&sample::rich());
        assert_eq!(report["verdict"], "incomplete");
        assert_eq!(
            report["findings"][2],
            json!({
                "rule": "k8s/privileged",
                "severity": "critical",
                "category": "root",
                "message": "container \"web\" is privileged",
                "location": {
                    "path": "deploy/shop.yaml",
                    "start": { "line": 10, "column": 21, "byte": 175 },
                    "end": { "line": 10, "column": 25, "byte": 179 },
                    "route": ["spec", "containers", 0, "securityContext", "privileged"],
                    "precision": "exact",
                },
                "fixes": [{
                    "title": "run it without privileges",
                    "applicability": "safe",
                    "files": [
                        { "path": "deploy/shop.yaml", "edits": [{ "start": 175, "end": 179, "text": "false" }] }
                    ],
                }],
                "fingerprint": "0123456789abcdef0123456789abcdef",
                "status": "open",
            })
        );
        assert_eq!(report["findings"][1]["fixes"][0]["refused"], "the tag is not known");
        assert_eq!(report["findings"][4]["reason"], "a fake for tests");
        assert_eq!(report["errors"][0]["rule"], "k8s/thing");
        assert_eq!(report["errors"][1]["location"]["start"], json!({ "line": 1, "column": 4, "byte": 3 }));
    }

    #[test]
    fn a_path_that_is_no_text_is_named_by_its_bytes() {
        let report = written(&sample::hostile());
        assert_eq!(report["errors"][0]["location"]["uri"], "%FF%0A%3A%3Ax");
    }
}
