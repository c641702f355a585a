//! The `sarif` format: SARIF 2.1.0 with everything that GitHub code scanning asks for.
//!
//! The only module that names `serde_sarif`. Always exactly one run, whose results are a list even when it
//! is empty. What could not be checked is a result like any other, since code scanning shows nothing else,
//! and the invocation is always successful, since code scanning refuses the file otherwise.

mod results;
mod rules;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, Message, Notification, PropertyBag, ReportingDescriptorReference,
    Result as SarifResult, Run, RunAutomationDetails, Sarif as Log, Tool, ToolComponent,
};

use super::failure::{self, POLICY_FAILED, UNPARSED};
use super::json_text::write_json;
use super::{OutputOptions, Reporter, choose, escape};
use crate::finding::{Finding, Status};
use crate::scan::Report;

/// The notification that results were left out.
const TRUNCATED: &str = "gatecheck/truncated";

/// The base of all paths in the file: the root of the repository.
const ROOT: &str = "%SRCROOT%";

/// Writes SARIF.
pub(super) struct Sarif {
    pub(super) options: OutputOptions,
}

impl Reporter for Sarif {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        write_json(out, &log(report, &self.options))
    }

    fn left_out(&self, report: &Report) -> Option<String> {
        let (wanted, room) = (wanted(report, &self.options), self.options.max_results);
        (wanted > room).then(|| {
            format!(
                "the SARIF report holds the {room} most severe of {wanted} results, the verdict counts all; \
                 --sarif-max-results changes how many"
            )
        })
    }
}

fn log(report: &Report, options: &OutputOptions) -> Log {
    Log {
        schema: Some("https://json.schemastore.org/sarif-2.1.0.json".into()),
        version: json!("2.1.0"),
        runs: vec![run(report, options)],
        inline_external_properties: None,
        properties: None,
    }
}

fn run(report: &Report, options: &OutputOptions) -> Run {
    let (rules, index) = rules::descriptors(report);
    let results = results(report, options, &index);
    let left_out = wanted(report, options) - results.len();
    let mut notifications: Vec<Notification> = report
        .errors
        .iter()
        .take(options.max_results)
        .map(|error| {
            let place = results::error_location(report, error);
            notification(failure::rule_of(error), failure::text(error), vec![place])
        })
        .collect();
    if left_out > 0 {
        let were = if left_out == 1 { "result was" } else { "results were" };
        let text = format!("{left_out} less severe {were} left out; the verdict counts all.");
        notifications
            .push(Notification { level: Some(json!("warning")), ..notification(TRUNCATED, text, vec![]) });
    }
    let driver = ToolComponent {
        semantic_version: Some(options.version.clone()),
        rules: Some(rules),
        notifications: Some(rules::notification_descriptors()),
        ..ToolComponent::builder().name("gatecheck").build()
    };
    let root = ArtifactLocation {
        description: Some(message("The root of the scanned repository.".into())),
        ..ArtifactLocation::default()
    };
    Run {
        results: Some(results),
        column_kind: Some(json!("utf16CodeUnits")),
        original_uri_base_ids: Some(BTreeMap::from([(ROOT.to_owned(), root)])),
        invocations: Some(vec![Invocation {
            tool_execution_notifications: Some(notifications),
            ..Invocation::builder().execution_successful(true).build()
        }]),
        // Without a run's number the whole text before the slash is the category.
        automation_details: options
            .category
            .as_ref()
            .map(|category| category.trim_end_matches('/'))
            .filter(|category| !category.is_empty())
            .map(|category| RunAutomationDetails { id: Some(format!("{category}/")), ..Default::default() }),
        properties: Some(bag([
            ("complete", json!(report.errors.is_empty())),
            ("verdict", json!(report.verdict().name())),
        ])),
        ..Run::builder().tool(Tool { driver, extensions: None, properties: None }).build()
    }
}

/// The results in the report's order, errors first: what could not be checked may hide anything.
fn results(report: &Report, options: &OutputOptions, index: &rules::Index) -> Vec<SarifResult> {
    let errors = report.errors.iter().take(options.max_results);
    let mut out: Vec<SarifResult> = errors.map(|error| results::of_error(report, error, index)).collect();
    let findings: Vec<&Finding> = report.findings.iter().filter(|finding| listed(finding, options)).collect();
    let kept = choose::most_severe(findings, options.max_results - out.len());
    out.extend(kept.into_iter().map(|finding| results::of_finding(report, finding, index)));
    out
}

/// Whether a finding is a result, if there is room for it.
fn listed(finding: &Finding, options: &OutputOptions) -> bool {
    finding.status == Status::Open || options.include_suppressed
}

/// How many results there would be without a limit.
fn wanted(report: &Report, options: &OutputOptions) -> usize {
    report.errors.len() + report.findings.iter().filter(|finding| listed(finding, options)).count()
}

fn notification(id: &str, text: String, locations: Vec<Location>) -> Notification {
    Notification {
        descriptor: Some(ReportingDescriptorReference { id: Some(id.into()), ..Default::default() }),
        level: Some(json!("error")),
        locations: (!locations.is_empty()).then_some(locations),
        ..Notification::builder().message(message(text)).build()
    }
}

/// A message of text that others may have written.
fn message(text: String) -> Message {
    Message { text: Some(escape::sarif_message(&text)), ..Message::default() }
}

fn bag<const N: usize>(properties: [(&str, Value); N]) -> PropertyBag {
    let additional_properties = properties.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    PropertyBag { tags: None, additional_properties }
}

#[cfg(test)]
mod tests;
