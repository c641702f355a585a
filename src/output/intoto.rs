//! The `intoto` format: an in-toto statement that these very bytes were scanned, and with which result, for
//! `cosign`, `gpg` or whatever else signs it.
//!
//! The subjects are the files that were looked at, each with the SHA-256 of the bytes that were parsed; a file
//! that was skipped or could not be read is none, nor is one with a secret in its name. The predicate is a test result, in which each rule that ran is
//! a test: what fails the gate is `FAILED`, what is only below the threshold `WARNED`. An incomplete scan is
//! `FAILED`, and so is one that looked at nothing or at what cannot be named. Nothing here is a signature or a time.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::json_text::write_json;
use super::{OutputOptions, Reporter, escape, failure};
use crate::policy::Severity;
use crate::scan::{Basis, FileEntry, Report, Verdict};
use crate::text::RepoPath;

/// Writes a statement.
pub(super) struct Intoto {
    pub(super) options: OutputOptions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Statement<'a> {
    #[serde(rename = "_type")]
    kind: &'static str,
    subject: Vec<Resource<'a>>,
    predicate_type: &'static str,
    predicate: TestResult<'a>,
}

/// What is called a resource descriptor.
#[derive(Serialize)]
struct Resource<'a> {
    name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    digest: BTreeMap<&'static str, Cow<'a, str>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TestResult<'a> {
    result: &'static str,
    configuration: Vec<Resource<'a>>,
    passed_tests: Vec<&'a str>,
    warned_tests: BTreeSet<&'a str>,
    failed_tests: BTreeSet<&'a str>,
}

impl Reporter for Intoto {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        write_json(out, &statement(report, &self.options))
    }

    fn left_out(&self, report: &Report) -> Option<String> {
        if report.unnamed > 0 {
            let n = report.unnamed;
            let files =
                if n == 1 { "file has a secret in its name" } else { "files have secrets in their names" };
            return Some(format!("{n} {files}, so the intoto statement cannot name all, and says FAILED"));
        }
        let none = subjects(report).is_empty();
        none.then(|| {
            "no file was looked at, so the intoto statement is about nothing, and says FAILED".to_owned()
        })
    }
}

fn statement<'a>(report: &'a Report, options: &OutputOptions) -> Statement<'a> {
    let subject = subjects(report);
    let failing = report.failing().map(|finding| finding.rule.id.as_str());
    let broken = report
        .errors
        .iter()
        .flat_map(|error| error.rule.iter().map(|rule| rule.as_str()).chain([failure::rule_of(error)]));
    let failed: BTreeSet<&str> = failing.chain(broken).collect();
    let open = report.open().map(|finding| finding.rule.id.as_str());
    let warned: BTreeSet<&str> = open.filter(|rule| !failed.contains(rule)).collect();
    let rules = report.rules.iter().map(|rule| rule.id.as_str());
    let result = match report.verdict() {
        Verdict::Pass if subject.is_empty() || report.unnamed > 0 => "FAILED",
        Verdict::Pass if warned.is_empty() => "PASSED",
        Verdict::Pass => "WARNED",
        Verdict::Findings | Verdict::Incomplete | Verdict::Failed => "FAILED",
    };
    Statement {
        kind: "https://in-toto.io/Statement/v1",
        subject,
        predicate_type: "https://in-toto.io/attestation/test-result/v0.1",
        predicate: TestResult {
            result,
            configuration: std::iter::once(tool(report, options))
                .chain(report.bases.iter().map(basis))
                .collect(),
            passed_tests: rules.filter(|rule| !failed.contains(rule) && !warned.contains(rule)).collect(),
            warned_tests: warned,
            failed_tests: failed,
        },
    }
}

/// The files that were looked at, by names of which no two are the same.
fn subjects(report: &Report) -> Vec<Resource<'_>> {
    let looked_at =
        || report.entries.iter().filter_map(|entry: &FileEntry| Some((&entry.path, entry.digest?)));
    let exact = |path: &RepoPath| path.as_bytes() == path.as_str().as_bytes();
    // Beside a name that must be encoded, one that looks encoded has to be as well.
    let ambiguous = looked_at().any(|(path, _)| !exact(path));
    let encoded = |path: &RepoPath| !exact(path) || (ambiguous && path.as_str().contains('%'));
    looked_at()
        .map(|(path, digest)| Resource {
            name: if encoded(path) { escape::uri(path.as_bytes()).into() } else { path.as_str().into() },
            uri: None,
            digest: BTreeMap::from([("sha256", digest.iter().map(|byte| format!("{byte:02x}")).collect())]),
            annotations: BTreeMap::new(),
        })
        .collect()
}

/// The program, which has the built-in rules in it.
fn tool<'a>(report: &Report, options: &OutputOptions) -> Resource<'a> {
    Resource {
        name: "gatecheck".into(),
        uri: Some(format!("pkg:generic/gatecheck@{}", escape::uri(options.version.as_bytes()))),
        digest: BTreeMap::new(),
        annotations: BTreeMap::from([("failOn", report.fail_on.unwrap_or(Severity::Medium).name())]),
    }
}

fn basis(basis: &Basis) -> Resource<'_> {
    // The list of `sha256sum` is what in-toto calls the hash of a folder.
    let algorithm = if basis.folder { "dirHash" } else { "sha256" };
    Resource {
        name: basis.name.as_str().into(),
        uri: None,
        digest: BTreeMap::from([(algorithm, basis.digest.as_str().into())]),
        annotations: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::finding::Status;
    use crate::output::{Format, sample};

    fn written(report: &Report) -> Value {
        let mut out = Vec::new();
        Format::Intoto.reporter(OutputOptions::default()).write(report, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    fn entry(path: &[u8]) -> FileEntry {
        FileEntry { path: RepoPath::from_bytes(path), outcome: Ok(Vec::new()), digest: Some([0xab; 32]) }
    }

    /// What the statement says of a report of one file with nothing wrong in it but what `change` puts there.
    #[track_caller]
    fn check(change: fn(&mut Report), result: &str, warned: &[&str], failed: &[&str]) {
        let rich = sample::rich();
        let mut report = Report {
            findings: rich.findings,
            rules: rich.rules,
            entries: vec![entry(b"a")],
            ..Report::default()
        };
        change(&mut report);
        let said = written(&report)["predicate"].take();
        assert_eq!(said["result"], result);
        assert_eq!(said["warnedTests"], json!(warned));
        assert_eq!(said["failedTests"], json!(failed));
        let told = [&said["passedTests"], &said["warnedTests"], &said["failedTests"]];
        let told: BTreeSet<&str> = told
            .iter()
            .flat_map(|list| list.as_array().unwrap())
            .map(|rule| rule.as_str().unwrap())
            .collect();
        assert!(report.rules.iter().all(|rule| told.contains(rule.id.as_str())), "{told:?}");
    }

    #[test]
    fn only_a_whole_scan_without_failures_passes() {
        let all = ["k8s/image-without-tag", "k8s/memory-limit-missing", "k8s/privileged", "secrets/token"];
        check(|_| (), "FAILED", &[], &all);
        check(
            |report| report.fail_on = Some(Severity::High),
            "FAILED",
            &all[1..2],
            &[all[0], all[2], all[3]],
        );
        check(|report| report.findings.clear(), "PASSED", &[], &[]);
        check(|report| report.findings.retain(|finding| finding.status != Status::Open), "PASSED", &[], &[]);
        let low = |report: &mut Report| {
            report.findings.retain(|finding| finding.severity == Severity::Medium);
            report.fail_on = Some(Severity::High);
        };
        check(low, "WARNED", &all[1..2], &[]);
        let broken = |report: &mut Report| {
            report.findings.clear();
            report.errors = sample::rich().errors;
        };
        check(broken, "FAILED", &[], &["gatecheck/policy-failed", "gatecheck/unparsed", "k8s/thing"]);
    }

    #[test]
    fn a_statement_names_what_was_looked_at_and_by_what_it_was_judged() {
        let mut report = sample::rich();
        report.entries.push(FileEntry { digest: None, ..entry(b"skipped") });
        report.bases.push(Basis { name: "policies".into(), digest: "ef".repeat(32), folder: true });
        let said = written(&report);
        assert_eq!(said["_type"], "https://in-toto.io/Statement/v1");
        assert_eq!(said["predicateType"], "https://in-toto.io/attestation/test-result/v0.1");
        assert_eq!(said["subject"], json!([{"name": "shop.env", "digest": {"sha256": "ab".repeat(32)}}]));
        let configuration = json!([
            {"name": "gatecheck", "uri": "pkg:generic/gatecheck@0.1.0", "annotations": {"failOn": "medium"}},
            {"name": "gatecheck.yaml", "digest": {"sha256": "cd".repeat(32)}},
            {"name": "policies", "digest": {"dirHash": "ef".repeat(32)}},
        ]);
        assert_eq!(said["predicate"]["configuration"], configuration);
    }

    #[test]
    fn a_statement_about_nothing_or_not_all_is_no_pass() {
        let report = Report::default();
        assert_eq!(written(&report)["predicate"]["result"], "FAILED");
        assert_eq!(written(&report)["subject"], json!([]));
        let reporter = Format::Intoto.reporter(OutputOptions::default());
        assert!(reporter.left_out(&report).unwrap().contains("about nothing"));
        let report = Report { entries: vec![entry(b"a")], unnamed: 1, ..Report::default() };
        assert_eq!(written(&report)["predicate"]["result"], "FAILED");
        assert!(reporter.left_out(&report).unwrap().starts_with("1 file has a secret in its name"));
        assert_eq!(reporter.left_out(&sample::rich()), None);
    }

    #[test]
    fn no_two_files_have_one_name() {
        #[track_caller]
        fn check(paths: &[&[u8]], names: &[&str]) {
            let entries = paths.iter().map(|path| entry(path)).collect();
            let said = written(&Report { entries, ..Report::default() });
            let said: Vec<&str> =
                said["subject"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
            assert_eq!(said, names);
        }
        check(&[b"100%.yaml", b"a b", "é".as_bytes()], &["100%.yaml", "a b", "é"]);
        check(&[b"a%FF", b"a\xff", b"b c"], &["a%25FF", "a%FF", "b c"]);
    }
}
