//! Rules as SARIF describes them. Every rule that ran is listed, so that "nothing found" says of what.

use std::collections::BTreeMap;

use serde_json::json;
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use super::{POLICY_FAILED, TRUNCATED, UNPARSED};
use crate::limits::{SARIF_DESCRIPTION, SARIF_NAME};
use crate::output::escape;
use crate::output::wrap::first_paragraph;
use crate::policy::{Rule, Severity};
use crate::scan::Report;

/// How many tags GitHub shows of a rule.
const TAGS: usize = 10;

/// The number of each rule in the driver's list.
pub(super) type Index = BTreeMap<String, i64>;

/// The descriptors of the rules that ran or found something, and of our own two for what could not be
/// checked, sorted by id.
pub(super) fn descriptors(report: &Report) -> (Vec<ReportingDescriptor>, Index) {
    let found = report.findings.iter().map(|finding| &finding.rule);
    let rules: BTreeMap<&str, &Rule> =
        found.chain(&report.rules).map(|rule| (rule.id.as_str(), rule.as_ref())).collect();
    // A rule is as severe as the configuration makes its findings: code scanning looks only at the rule.
    let mut severities: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in report.open() {
        let known = severities.entry(finding.rule.id.as_str()).or_insert(finding.severity);
        *known = finding.severity.max(*known);
    }
    let severity = |rule: &Rule| severities.get(rule.id.as_str()).copied().unwrap_or(rule.severity);
    let own = [policy_failed(), unparsed()].into_iter().map(|rule| (rule.id.clone(), rule));
    let mut all: BTreeMap<String, ReportingDescriptor> = own.collect();
    all.extend(rules.into_values().map(|rule| (rule.id.to_string(), descriptor(rule, severity(rule)))));
    let index = (0..).zip(all.keys()).map(|(number, id)| (id.clone(), number)).collect();
    (all.into_values().collect(), index)
}

/// What notifications refer to.
pub(super) fn notification_descriptors() -> Vec<ReportingDescriptor> {
    vec![policy_failed(), truncated(), unparsed()]
}

/// The level of a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

fn descriptor(rule: &Rule, severity: Severity) -> ReportingDescriptor {
    let mut tags = vec!["security".to_owned(), rule.category.0.clone()];
    tags.extend((!rule.id.group().is_empty()).then(|| rule.id.group().to_owned()));
    tags.extend(rule.controls.iter().cloned());
    let mut seen = Vec::new();
    tags.retain(|tag| {
        !tag.is_empty() && !seen.contains(tag) && {
            seen.push(tag.clone());
            true
        }
    });
    tags.truncate(TAGS);
    let link = rule.references.iter().find(|link| escape::is_link(link));
    ReportingDescriptor {
        id: rule.id.to_string(),
        name: Some(name_of(rule)),
        short_description: Some(plain(&rule.title)),
        full_description: Some(plain(first_paragraph(&rule.description))),
        help: Some(help(rule)),
        help_uri: link.cloned(),
        default_configuration: Some(ReportingConfiguration {
            level: Some(json!(level(severity))),
            ..ReportingConfiguration::default()
        }),
        properties: Some(properties(severity, tags, if rule.opt_in { "medium" } else { "high" })),
        ..ReportingDescriptor::builder().id(String::new()).build()
    }
}

/// `k8s/run-as-root` as `RunAsRoot`.
fn name_of(rule: &Rule) -> String {
    let last = rule.id.as_str().rsplit('/').next().unwrap_or_default();
    let words = last.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    let name: String = words.map(capital).collect::<String>().chars().take(SARIF_NAME).collect();
    if name.is_empty() { "Rule".to_owned() } else { name }
}

fn properties(severity: Severity, tags: Vec<String>, precision: &str) -> PropertyBag {
    let score = match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    };
    let mut bag = super::bag([("precision", json!(precision)), ("security-severity", json!(score))]);
    bag.tags = Some(tags);
    bag
}

/// What GitHub shows below an alert.
fn help(rule: &Rule) -> MultiformatMessageString {
    let mut text = rule.description.trim().to_owned();
    let mut markdown = escape::markdown(&rule.description);
    for (head, example) in [("Instead of", &rule.bad), ("write", &rule.good)] {
        if let Some(example) = example {
            text.push_str(&format!("\n\n{head}:\n\n{}", example.text.trim_end()));
            let language = if example.name.ends_with(".yaml") { "yaml" } else { "" };
            markdown.push_str(&format!("\n\n{head}\n\n{}", escape::fenced(language, &example.text)));
        }
    }
    if !rule.controls.is_empty() {
        let controls = rule.controls.join(", ");
        text.push_str(&format!("\n\nControls: {controls}"));
        markdown.push_str(&format!("\n\nControls: {}", escape::markdown(&controls)));
    }
    for link in rule.references.iter().filter(|link| escape::is_link(link)) {
        text.push_str(&format!("\n\nSee {link}"));
        markdown.push_str(&format!("\n\nSee <{link}>"));
    }
    let ignore = format!("# gatecheck: ignore[{}] -- the reason", rule.id);
    text.push_str(&format!("\n\nTo accept it in one place: {ignore}"));
    markdown.push_str(&format!("\n\nTo accept it in one place:\n\n{}", escape::fenced("", &ignore)));
    MultiformatMessageString { text: shown(&text), markdown: Some(markdown), properties: None }
}

/// Text without markup, as one sentence or more, in the length that GitHub accepts.
fn plain(text: &str) -> MultiformatMessageString {
    let mut text = shown(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if let Some((at, _)) = text.char_indices().nth(SARIF_DESCRIPTION - 1) {
        text.truncate(at);
        text.push('…');
    } else if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    MultiformatMessageString { text, markdown: None, properties: None }
}

/// Text over several lines without hidden characters.
fn shown(text: &str) -> String {
    let text: Vec<_> = text.lines().map(escape::line).collect();
    let text = text.join("\n");
    if text.trim().is_empty() { "No description.".to_owned() } else { text }
}

fn policy_failed() -> ReportingDescriptor {
    own(
        POLICY_FAILED,
        "PolicyFailed",
        "A policy could not be evaluated",
        "What the policy would have denied is not known, so the gate does not pass.",
    )
}

fn unparsed() -> ReportingDescriptor {
    own(
        UNPARSED,
        "Unparsed",
        "A file could not be read or parsed",
        "What is in the file is not known, so the gate does not pass. Mend the file or exclude it.",
    )
}

fn truncated() -> ReportingDescriptor {
    own(
        TRUNCATED,
        "Truncated",
        "There were more results than code scanning takes",
        "Only the most severe results are listed. The verdict counts all of them.",
    )
}

/// A descriptor of something that the tool itself says.
fn own(id: &str, name: &str, short: &str, full: &str) -> ReportingDescriptor {
    let tags = vec!["security".into(), "incomplete".into(), "gatecheck".into()];
    ReportingDescriptor {
        id: id.into(),
        name: Some(name.into()),
        short_description: Some(plain(short)),
        full_description: Some(plain(full)),
        help: Some(plain(full)),
        default_configuration: Some(ReportingConfiguration {
            level: Some(json!("error")),
            ..ReportingConfiguration::default()
        }),
        properties: Some(properties(Severity::High, tags, "very-high")),
        ..ReportingDescriptor::builder().id(String::new()).build()
    }
}
