//! The `gitlab` format: a code quality report, as GitLab takes it for an artifact and shows it in a merge
//! request.
//!
//! One JSON array, each finding with a fingerprint of its own: GitLab drops what has the same one, and tells
//! new from old by it. What is suppressed or in the baseline is left out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::json_text::write_json;
use super::{OutputOptions, Reporter, escape, failure, place};
use crate::finding::{Finding, digest};
use crate::policy::Severity;
use crate::scan::{Report, ScanError};
use crate::text::{RepoPath, Span};

/// Writes a code quality report.
pub(super) struct Gitlab {
    #[expect(dead_code, reason = "the report looks the same whatever the options are")]
    pub(super) options: OutputOptions,
}

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl Reporter for Gitlab {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let errors = report.errors.iter().map(|error| of_error(report, error));
        let mut issues: Vec<Issue<'_>> =
            errors.chain(report.open().map(|finding| of_finding(report, finding))).collect();
        // A report has each fingerprint once already, unless shards or several scans were put together.
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for issue in &mut issues {
            let times = seen.entry(issue.fingerprint.clone()).or_insert(0);
            if *times > 0 {
                issue.fingerprint = digest(&[&issue.fingerprint, &times.to_string()]);
            }
            *times += 1;
        }
        write_json(out, &issues)
    }
}

fn of_finding<'a>(report: &Report, finding: &'a Finding) -> Issue<'a> {
    Issue {
        description: escape::line(&finding.message).into_owned(),
        check_name: finding.rule.id.as_str(),
        fingerprint: finding.fingerprint.clone(),
        severity: match finding.severity {
            Severity::Critical => "blocker",
            Severity::High => "critical",
            Severity::Medium => "major",
            Severity::Low => "minor",
        },
        location: place_of(report, &finding.location.file, finding.location.span),
    }
}

fn of_error<'a>(report: &Report, error: &'a ScanError) -> Issue<'a> {
    let (path, rule) = (failure::path(error), failure::rule_of(error));
    Issue {
        description: escape::line(&failure::text(error)).into_owned(),
        check_name: rule,
        // The line is no part of it: it moves.
        fingerprint: digest(&[rule, path.as_str(), &error.message]),
        severity: "blocker",
        location: place_of(report, &path, error.span.unwrap_or_default()),
    }
}

fn place_of(report: &Report, path: &RepoPath, span: Span) -> Place {
    let region = place::chars(report.files.get(path), span);
    Place { path: path.as_str().to_owned(), lines: Lines { begin: region.start.line, end: region.end.line } }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::*;
    use crate::output::{Format, sample};

    /// Writes the report, and holds it against what GitLab asks of one.
    fn written(report: &Report) -> Vec<Value> {
        let mut out = Vec::new();
        Format::Gitlab.reporter(OutputOptions::default()).write(report, &mut out).unwrap();
        assert_eq!(out.first(), Some(&b'['), "GitLab takes an array without a byte order mark");
        let issues: Vec<Value> = serde_json::from_slice(&out).unwrap();
        let mut fingerprints = BTreeSet::new();
        for issue in &issues {
            for field in ["description", "check_name", "fingerprint", "severity"] {
                assert!(issue[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {issue}");
            }
            let severities = ["info", "minor", "major", "critical", "blocker"];
            assert!(severities.contains(&issue["severity"].as_str().unwrap()), "{issue}");
            assert!(fingerprints.insert(issue["fingerprint"].to_string()), "twice: {issue}");
            let path = issue["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.starts_with(['/', '.']), "{path}");
            assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{issue}");
        }
        issues
    }

    #[test]
    fn reports_are_as_gitlab_takes_them() {
        assert_eq!(written(&Report::default()), Vec::<Value>::new());
        written(&sample::hostile());
        let issues = written(&sample::rich());
        let names: Vec<&str> = issues.iter().map(|issue| issue["check_name"].as_str().unwrap()).collect();
        assert_eq!(
            names,
            [
                "gatecheck/policy-failed",
                "gatecheck/unparsed",
                "k8s/memory-limit-missing",
                "k8s/image-without-tag",
                "k8s/privileged",
                "secrets/token"
            ]
        );
        // The sample's findings share one fingerprint; the first keeps it.
        assert_eq!(
            issues[2],
            json!({
                "description": "container \"web\" has no memory limit",
                "check_name": "k8s/memory-limit-missing",
                "fingerprint": "0123456789abcdef0123456789abcdef",
                "severity": "major",
                "location": { "path": "deploy/shop.yaml", "lines": { "begin": 7, "end": 7 } },
            })
        );
    }

    #[test]
    fn a_moved_error_keeps_its_fingerprint() {
        let mut report = sample::rich();
        let of = |report: &Report| written(report)[1]["fingerprint"].clone();
        let before = of(&report);
        report.errors[1].span = Some(Span::new(7, 8));
        assert_eq!(of(&report), before);
        report.errors[1].message = "another".into();
        assert_ne!(of(&report), before);
    }
}
