//! The `junit` format: a test report, as most CI systems show one.
//!
//! A file is a suite, and a rule that found something in it a case. What fails the gate is a failure; what is
//! below the threshold passes with its text as output; what is suppressed or in the baseline is skipped. The
//! first suite holds every rule that ran and found nothing, so that a clean report says what was looked for.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Junits, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::{OutputOptions, Reporter, escape, failure, place};
use crate::finding::{Finding, Status};
use crate::policy::Severity;
use crate::scan::{Report, ScanError, Verdict};
use crate::text::RepoPath;

/// Writes JUnit XML.
pub(super) struct Junit {
    #[expect(dead_code, reason = "the report looks the same whatever the options are")]
    pub(super) options: OutputOptions,
}

impl Reporter for Junit {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut junit = Junits::new("gatecheck");
        junit.add_test_suite(of_rules(report));
        let mut files: BTreeMap<&RepoPath, (Vec<&Finding>, Vec<&ScanError>)> = BTreeMap::new();
        for finding in &report.findings {
            files.entry(&finding.location.file).or_default().0.push(finding);
        }
        for error in &report.errors {
            if let Some(path) = &error.path {
                files.entry(path).or_default().1.push(error);
            }
        }
        for (path, (findings, errors)) in files {
            junit.add_test_suite(of_file(report, path, &findings, &errors));
        }
        junit.serialize(out).map_err(io::Error::other)
    }
}

/// The suite of what belongs to no file: failures of rules, or that there is nothing to fail the gate, and the
/// rules that found nothing.
fn of_rules(report: &Report) -> TestSuite {
    let mut suite = TestSuite::new("gatecheck");
    let homeless: Vec<&ScanError> = report.errors.iter().filter(|error| error.path.is_none()).collect();
    if !homeless.is_empty() {
        suite.add_test_case(of_errors(report, "scan", &homeless));
    } else if report.verdict() == Verdict::Pass {
        // Many readers take a report without a case for a broken one.
        suite.add_test_case(TestCase::new("scan", TestCaseStatus::success()));
    }
    let not_passed = failure::not_passed(report);
    for rule in report.rules.iter().filter(|rule| !not_passed.contains(rule.id.as_str())) {
        suite.add_test_case(TestCase::new(xml(rule.id.as_str()), TestCaseStatus::success()));
    }
    for case in &mut suite.test_cases {
        case.set_classname("gatecheck");
    }
    suite
}

fn of_file(report: &Report, path: &RepoPath, findings: &[&Finding], errors: &[&ScanError]) -> TestSuite {
    let name = xml(path.as_str());
    let mut suite = TestSuite::new(name.clone());
    let mut by_rule: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_rule.entry(finding.rule.id.as_str()).or_default().push(finding);
    }
    let mut cases: Vec<TestCase> =
        by_rule.into_iter().map(|(rule, findings)| of_findings(report, rule, &findings)).collect();
    for rule in [failure::POLICY_FAILED, failure::UNPARSED] {
        let errors: Vec<&ScanError> =
            errors.iter().copied().filter(|error| failure::rule_of(error) == rule).collect();
        if !errors.is_empty() {
            cases.push(of_errors(report, rule, &errors));
        }
    }
    for mut case in cases {
        case.set_classname(name.clone());
        // GitLab links it.
        case.extra.insert("file".into(), name.clone());
        suite.add_test_case(case);
    }
    suite
}

/// The case of one rule in one file.
fn of_findings(report: &Report, rule: &str, findings: &[&Finding]) -> TestCase {
    let threshold = report.fail_on.unwrap_or(Severity::Medium);
    let open: Vec<&Finding> = findings.iter().copied().filter(|f| f.status == Status::Open).collect();
    let failing: Vec<&Finding> = open.iter().copied().filter(|f| f.severity >= threshold).collect();
    let text = |findings: &[&Finding]| -> String {
        findings.iter().map(|finding| described(report, finding)).collect::<Vec<_>>().join("\n")
    };
    if let Some(worst) = failing.iter().max_by_key(|finding| finding.severity) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        let more = if open.len() > 1 { format!(" (and {} more)", open.len() - 1) } else { String::new() };
        status.set_message(xml(&format!("{}{more}", worst.message)));
        status.set_type(worst.severity.name());
        status.set_description(text(&open));
        return TestCase::new(xml(rule), status);
    }
    if !open.is_empty() {
        let mut case = TestCase::new(xml(rule), TestCaseStatus::success());
        case.set_system_out(text(&open));
        return case;
    }
    let reason = findings.iter().find_map(|finding| match &finding.status {
        Status::Suppressed { reason } => Some(format!("suppressed: {reason}")),
        _ => None,
    });
    let mut status = TestCaseStatus::skipped();
    status.set_message(xml(&reason.unwrap_or_else(|| "in the baseline".to_owned())));
    status.set_description(text(findings));
    TestCase::new(xml(rule), status)
}

/// `path:line:column: severity: message`, and below it what can be done.
fn described(report: &Report, finding: &Finding) -> String {
    let place = place::shown(report, &finding.location);
    let mut lines = vec![format!("{place}: {}: {}", finding.severity, finding.message)];
    lines.extend(
        finding.fixes.first().map(|fix| format!("  fix: {} ({})", fix.title, fix.applicability.name())),
    );
    let lines: Vec<String> = lines.iter().map(|line| xml(line).into_string()).collect();
    // A path that begins a line may be a command to a build runner.
    escape::guard(&lines.join("\n")).into_owned()
}

fn of_errors(report: &Report, name: &str, errors: &[&ScanError]) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    let lines = errors.iter().map(|error| {
        let position = error.path.as_ref().zip(error.span).map(|(path, span)| {
            let start = place::chars(report.files.get(path), span).start;
            format!("{}:{}:{}: ", path, start.line, start.column)
        });
        xml(&format!("{}{}", position.unwrap_or_default(), failure::text(error))).into_string()
    });
    let lines: Vec<String> = lines.collect();
    status.set_message(xml(&errors.first().map(|error| failure::text(error)).unwrap_or_default()));
    status.set_type(errors.first().map_or(failure::UNPARSED, |error| failure::rule_of(error)));
    status.set_description(escape::guard(&lines.join("\n")).into_owned());
    TestCase::new(xml(name), status)
}

/// A text without what XML cannot hold, on one line.
fn xml(text: &str) -> XmlString {
    escape::line(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Format, sample};

    fn written(report: &Report) -> String {
        let mut out = Vec::new();
        Format::Junit.reporter(OutputOptions::default()).write(report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_report_has_a_suite_for_each_file_and_a_case_for_each_rule() {
        let mut report = sample::rich();
        report.findings[1].severity = Severity::Low;
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gatecheck" tests="6" skipped="0" failures="3" errors="2">
    <testsuite name="gatecheck" tests="1" skipped="0" errors="1" failures="0">
        <testcase name="scan" classname="gatecheck">
            <error message="k8s/thing: the policy took longer than 5 s (look for a loop over all pairs)" type="gatecheck/policy-failed">k8s/thing: the policy took longer than 5 s (look for a loop over all pairs)</error>
        </testcase>
    </testsuite>
    <testsuite name="deploy/broken.yaml" tests="1" skipped="0" errors="1" failures="0">
        <testcase name="gatecheck/unparsed" classname="deploy/broken.yaml" file="deploy/broken.yaml">
            <error message="a list is not closed (close it with `]`, or exclude the file)" type="gatecheck/unparsed">deploy/broken.yaml:1:4: a list is not closed (close it with `]`, or exclude the file)</error>
        </testcase>
    </testsuite>
    <testsuite name="deploy/shop.yaml" tests="3" skipped="0" errors="0" failures="2">
        <testcase name="k8s/image-without-tag" classname="deploy/shop.yaml" file="deploy/shop.yaml">
            <system-out>deploy/shop.yaml:8:14: low: image &quot;registry.example/shop/web&quot; has no tag
  fix: name a version (manual)</system-out>
        </testcase>
        <testcase name="k8s/memory-limit-missing" classname="deploy/shop.yaml" file="deploy/shop.yaml">
            <failure message="container &quot;web&quot; has no memory limit" type="medium">deploy/shop.yaml:7:13: medium: container &quot;web&quot; has no memory limit
  fix: limit its memory (unsafe)</failure>
        </testcase>
        <testcase name="k8s/privileged" classname="deploy/shop.yaml" file="deploy/shop.yaml">
            <failure message="container &quot;web&quot; is privileged" type="critical">deploy/shop.yaml:10:21: critical: container &quot;web&quot; is privileged
  fix: run it without privileges (safe)</failure>
        </testcase>
    </testsuite>
    <testsuite name="shop.env" tests="1" skipped="0" errors="0" failures="1">
        <testcase name="secrets/token" classname="shop.env" file="shop.env">
            <failure message="GitHub token in TOKEN" type="critical">shop.env:1:7: critical: GitHub token in TOKEN</failure>
        </testcase>
    </testsuite>
</testsuites>
"#;
        assert_eq!(written(&report), expected);
    }

    #[test]
    fn what_is_accepted_is_skipped_with_its_reason() {
        let mut report = sample::rich();
        report.findings.pop();
        let text = written(&report);
        assert!(text.contains(r#"<skipped message="suppressed: a fake for tests">"#), "{text}");
        report.findings.pop();
        assert!(written(&report).contains(r#"<skipped message="in the baseline">"#));
    }

    #[test]
    fn a_pass_says_what_was_looked_for() {
        assert!(written(&Report::default()).contains(r#"<testcase name="scan" classname="gatecheck"/>"#));
        let report = Report { rules: sample::rich().rules, ..Report::default() };
        let text = written(&report);
        assert!(text.contains(r#"tests="5" skipped="0" failures="0" errors="0""#), "{text}");
        assert!(text.contains(r#"<testcase name="k8s/privileged" classname="gatecheck"/>"#), "{text}");
    }

    #[test]
    fn nothing_is_written_that_xml_cannot_hold() {
        let mut report = sample::hostile();
        report.findings[0].message = "\u{0}\u{b}\u{1b}[1m\u{fffe}\u{ffff}]]><failure/>&\"".into();
        let text = written(&report);
        let legal = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(text.chars().all(legal), "{text}");
        assert!(
            text.contains("\\u{0}\\u{b}\\u{1b}[1m\u{fffd}\u{fffd}]]&gt;&lt;failure/&gt;&amp;&quot;"),
            "{text}"
        );
    }
}
