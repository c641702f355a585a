//! The `openreports` format: a policy report for a cluster, `openreports.io/v1alpha1`, as JSON that
//! `kubectl apply` takes.
//!
//! Always a `ClusterReport`: what is in a repository may belong to any namespace. What fails the gate is
//! `fail`, what is below the threshold `warn`, what could not be checked `error`. The rules that found nothing
//! are only counted (`pass`), and so is what is suppressed or in the baseline (`skip`).

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::json_text::write_json;
use super::{OutputOptions, Reporter, escape, failure, place};
use crate::finding::{Finding, Status};
use crate::limits::OPENREPORTS_BYTES;
use crate::policy::Severity;
use crate::scan::{Report, ScanError};
use crate::text::{RepoPath, Span};

/// The annotation that says how many results did not fit.
const LEFT_OUT: &str = "gatecheck.dev/results-left-out";

/// Writes a cluster report.
pub(super) struct Openreports {
    pub(super) options: OutputOptions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClusterReport<'a> {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata,
    source: &'static str,
    summary: Summary,
    results: Vec<ResultOut<'a>>,
}

#[derive(Serialize)]
struct Metadata {
    name: String,
    labels: BTreeMap<&'static str, &'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Summary {
    pass: usize,
    fail: usize,
    warn: usize,
    error: usize,
    skip: usize,
}

#[derive(Serialize)]
struct ResultOut<'a> {
    policy: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    category: &'a str,
    severity: &'a str,
    result: &'static str,
    scored: bool,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<Resource<'a>>,
    /// All values are strings: the schema takes no others.
    properties: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'a> {
    api_version: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
    name: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    field_path: String,
}

impl Reporter for Openreports {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        write_json(out, &cluster_report(report, &self.options))
    }
}

fn cluster_report<'a>(report: &'a Report, options: &OutputOptions) -> ClusterReport<'a> {
    let threshold = report.fail_on.unwrap_or(Severity::Medium);
    let mut findings: Vec<&Finding> = report.open().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let errors = report.errors.iter().map(|error| of_error(report, error));
    let all: Vec<ResultOut<'_>> =
        errors.chain(findings.iter().map(|finding| of_finding(report, finding, threshold))).collect();
    let not_passed = failure::not_passed(report);
    let count = |result| all.iter().filter(|one| one.result == result).count();
    let summary = Summary {
        pass: report.rules.iter().filter(|rule| !not_passed.contains(rule.id.as_str())).count(),
        fail: count("fail"),
        warn: count("warn"),
        error: count("error"),
        skip: report.findings.iter().filter(|finding| finding.status != Status::Open).count(),
    };
    let total = all.len();
    let results = fitting(all);
    let left_out = total - results.len();
    let annotations = (left_out > 0).then(|| (LEFT_OUT, left_out.to_string()));
    ClusterReport {
        api_version: "openreports.io/v1alpha1",
        kind: "ClusterReport",
        metadata: Metadata {
            name: name(options.category.as_deref()),
            labels: BTreeMap::from([("app.kubernetes.io/managed-by", "gatecheck")]),
            annotations: annotations.into_iter().collect(),
        },
        source: "gatecheck",
        summary,
        results,
    }
}

/// The first of `all`, as many as an object in a cluster may hold. The summary counts the others too.
fn fitting(all: Vec<ResultOut<'_>>) -> Vec<ResultOut<'_>> {
    let mut room = OPENREPORTS_BYTES;
    let size =
        |one: &ResultOut<'_>| serde_json::to_string_pretty(one).map_or(usize::MAX, |text| text.len() * 5 / 4);
    all.into_iter()
        .take_while(|one| {
            let fits = room.checked_sub(size(one));
            room = fits.unwrap_or(0);
            fits.is_some()
        })
        .collect()
}

fn of_finding<'a>(report: &'a Report, finding: &'a Finding, threshold: Severity) -> ResultOut<'a> {
    let fails = finding.severity >= threshold;
    let mut properties = place_of(report, &finding.location.file, finding.location.span);
    properties.insert("fingerprint", finding.fingerprint.clone());
    if let Some(fix) = finding.fixes.first() {
        properties.insert("fix", format!("{} ({})", escape::line(&fix.title), fix.applicability.name()));
    }
    let resource = finding.object.as_ref().map(|object| Resource {
        api_version: &object.api_version,
        kind: &object.kind,
        namespace: object.namespace.as_deref(),
        name: &object.name,
        field_path: escape::line(&finding.location.route.to_string()).into_owned(),
    });
    ResultOut {
        policy: finding.rule.id.as_str(),
        category: &finding.rule.category.0,
        severity: finding.severity.name(),
        result: if fails { "fail" } else { "warn" },
        scored: fails,
        message: escape::line(&finding.message).into_owned(),
        resources: resource.into_iter().collect(),
        properties,
    }
}

fn of_error<'a>(report: &Report, error: &'a ScanError) -> ResultOut<'a> {
    let path = error.path.as_ref();
    ResultOut {
        policy: error.rule.as_ref().map_or(failure::UNPARSED, |rule| rule.as_str()),
        category: "gate",
        severity: Severity::High.name(),
        result: "error",
        scored: true,
        message: escape::line(&failure::text(error)).into_owned(),
        resources: Vec::new(),
        properties: path
            .map(|path| place_of(report, path, error.span.unwrap_or_default()))
            .unwrap_or_default(),
    }
}

fn place_of(report: &Report, path: &RepoPath, span: Span) -> BTreeMap<&'static str, String> {
    let start = place::chars(report.files.get(path), span).start;
    BTreeMap::from([
        ("path", path.as_str().to_owned()),
        ("line", start.line.to_string()),
        ("column", start.column.to_string()),
    ])
}

/// A name that a cluster takes: small letters, digits, and dashes between them. The category keeps several
/// reports apart.
fn name(category: Option<&str>) -> String {
    let name: String = format!("gatecheck-{}", category.unwrap_or_default())
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(200)
        .collect();
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::finding::ObjectName;
    use crate::output::{Format, sample};

    fn written(report: &Report) -> Value {
        let mut out = Vec::new();
        Format::Openreports.reporter(OutputOptions::default()).write(report, &mut out).unwrap();
        assert!(out.len() < 1_500_000, "{} bytes are more than etcd takes", out.len());
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn a_report_counts_and_names_objects() {
        let mut report = sample::rich();
        report.findings[2].object = Some(ObjectName {
            api_version: "v1".into(),
            kind: "Pod".into(),
            namespace: None,
            name: "shop".into(),
        });
        report.fail_on = Some(Severity::High);
        let json = written(&report);
        assert_eq!(json["metadata"]["name"], "gatecheck");
        assert_eq!(json["summary"], json!({ "pass": 0, "fail": 3, "warn": 1, "error": 2, "skip": 2 }));
        assert_eq!(
            json["results"][2],
            json!({
                "policy": "k8s/privileged",
                "category": "root",
                "severity": "critical",
                "result": "fail",
                "scored": true,
                "message": "container \"web\" is privileged",
                "resources": [{
                    "apiVersion": "v1",
                    "kind": "Pod",
                    "name": "shop",
                    "fieldPath": "spec.containers[0].securityContext.privileged",
                }],
                "properties": {
                    "column": "21",
                    "fingerprint": "0123456789abcdef0123456789abcdef",
                    "fix": "run it without privileges (safe)",
                    "line": "10",
                    "path": "deploy/shop.yaml",
                },
            })
        );
        let results: Vec<&Value> =
            json["results"].as_array().unwrap().iter().map(|one| &one["result"]).collect();
        assert_eq!(results, ["error", "error", "fail", "fail", "fail", "warn"]);
        assert_eq!(json["results"][0]["policy"], "k8s/thing");
    }

    #[test]
    fn a_report_fits_into_a_cluster_and_counts_all() {
        let mut report = sample::rich();
        let found = report.findings[2].clone();
        report.findings.extend((0..5_000).map(|_| found.clone()));
        let json = written(&report);
        assert_eq!(json["summary"]["fail"], 5_004);
        let listed = json["results"].as_array().unwrap().len();
        assert!(listed > 1_000, "{listed}");
        assert_eq!(json["metadata"]["annotations"][LEFT_OUT], (5_006 - listed).to_string());
    }

    #[test]
    fn names_are_fit_for_a_cluster() {
        assert_eq!(name(None), "gatecheck");
        assert_eq!(name(Some("Deploy/Prod é_")), "gatecheck-deploy-prod");
    }
}
