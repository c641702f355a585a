//! Findings and failures as SARIF results.

use std::collections::BTreeMap;

use serde_json::json;
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix as SarifFix, Location as SarifLocation,
    LogicalLocation, PhysicalLocation, Region as SarifRegion, Replacement, Result as SarifResult,
    ResultLevel, Suppression,
};

use super::rules::Index;
use super::{ROOT, bag, message};
use crate::finding::{Finding, Fix, Location, ShownFile, Status};
use crate::output::failure;
use crate::output::place::{self, Region};
use crate::policy::{Applicability, Severity};
use crate::scan::{Report, ScanError};
use crate::text::{RepoPath, Span};

/// The result of a finding. It never holds the text of the place: a snippet could be a secret.
pub(super) fn of_finding(report: &Report, finding: &Finding, index: &Index) -> SarifResult {
    let mut properties = bag([("severity", json!(finding.severity.name()))]);
    if finding.severity != finding.rule.severity {
        properties.additional_properties.insert("ruleSeverity".into(), json!(finding.rule.severity.name()));
    }
    let related: Vec<SarifLocation> = (0..)
        .zip(&finding.related)
        .map(|(number, (location, text))| SarifLocation {
            id: Some(number),
            message: Some(message(text.clone())),
            ..place_of(report, location)
        })
        .collect();
    let fixes: Vec<SarifFix> = finding.fixes.iter().filter_map(|fix| fix_of(report, fix)).collect();
    let mut fingerprints = BTreeMap::from([("gatecheckFingerprint/v1".into(), finding.fingerprint.clone())]);
    if !finding.line_hash.is_empty() {
        fingerprints.insert("primaryLocationLineHash".into(), finding.line_hash.clone());
    }
    SarifResult {
        rule_id: Some(finding.rule.id.to_string()),
        rule_index: index.get(finding.rule.id.as_str()).copied(),
        level: Some(level(finding.severity)),
        message: message(finding.message.clone()),
        locations: Some(vec![place_of(report, &finding.location)]),
        related_locations: (!related.is_empty()).then_some(related),
        partial_fingerprints: Some(fingerprints),
        fixes: (!fixes.is_empty()).then_some(fixes),
        suppressions: suppression(&finding.status).map(|suppression| vec![suppression]),
        properties: Some(properties),
        ..empty()
    }
}

/// The result of a part of the scan that failed.
pub(super) fn of_error(report: &Report, error: &ScanError, index: &Index) -> SarifResult {
    let rule = failure::rule_of(error);
    SarifResult {
        rule_id: Some(rule.into()),
        rule_index: index.get(rule).copied(),
        level: Some(ResultLevel::Error),
        message: message(failure::text(error)),
        locations: Some(vec![error_location(report, error)]),
        ..empty()
    }
}

/// Where it happened.
pub(super) fn error_location(report: &Report, error: &ScanError) -> SarifLocation {
    let path = failure::path(error);
    let region = place::utf16(report.files.get(&path), error.span.unwrap_or_default());
    SarifLocation {
        physical_location: Some(PhysicalLocation {
            artifact_location: Some(artifact(&path)),
            region: Some(region_of(region)),
            ..PhysicalLocation::default()
        }),
        ..SarifLocation::default()
    }
}

fn place_of(report: &Report, location: &Location) -> SarifLocation {
    let region = place::utf16(report.files.get(&location.file), location.span);
    let route = location.route.to_string();
    let logical = LogicalLocation { fully_qualified_name: Some(route.clone()), ..LogicalLocation::default() };
    SarifLocation {
        physical_location: Some(PhysicalLocation {
            artifact_location: Some(artifact(&location.file)),
            region: Some(region_of(region)),
            ..PhysicalLocation::default()
        }),
        logical_locations: (!route.is_empty()).then(|| vec![logical]),
        ..SarifLocation::default()
    }
}

fn artifact(path: &RepoPath) -> ArtifactLocation {
    ArtifactLocation {
        uri: Some(crate::output::escape::uri(path.as_bytes())),
        uri_base_id: Some(ROOT.into()),
        ..ArtifactLocation::default()
    }
}

fn region_of(region: Region) -> SarifRegion {
    let number = |n: usize| i64::try_from(n).ok();
    SarifRegion {
        start_line: number(region.start.line),
        start_column: number(region.start.column),
        end_line: number(region.end.line),
        end_column: number(region.end.column),
        ..SarifRegion::default()
    }
}

/// A proved fix; a manual one is only a suggestion, which a viewer must not offer as a click.
fn fix_of(report: &Report, fix: &Fix) -> Option<SarifFix> {
    if fix.applicability == Applicability::Manual || fix.files.is_empty() {
        return None;
    }
    let change = |file: &crate::finding::FileEdits| {
        let shown = report.files.get(&file.path)?;
        let replacements = file.edits.iter().map(|edit| replacement(shown, edit.span, &edit.text)).collect();
        Some(ArtifactChange { artifact_location: artifact(&file.path), replacements, properties: None })
    };
    Some(SarifFix {
        description: Some(message(fix.title.clone())),
        // A fix without one of its files would be another fix.
        artifact_changes: fix.files.iter().map(change).collect::<Option<Vec<_>>>()?,
        properties: Some(bag([("applicability", json!(fix.applicability.name()))])),
    })
}

fn replacement(file: &ShownFile, span: Span, text: &str) -> Replacement {
    Replacement {
        deleted_region: region_of(place::utf16(Some(file), span)),
        inserted_content: Some(ArtifactContent { text: Some(text.into()), ..ArtifactContent::default() }),
        properties: None,
    }
}

fn suppression(status: &Status) -> Option<Suppression> {
    let (kind, justification) = match status {
        Status::Open => return None,
        Status::Suppressed { reason } => ("inSource", crate::output::escape::sarif_message(reason)),
        Status::Baselined => ("external", "It was there when the baseline was written.".to_owned()),
    };
    Some(Suppression {
        kind: json!(kind),
        justification: Some(justification),
        guid: None,
        location: None,
        properties: None,
        status: None,
    })
}

fn level(severity: Severity) -> ResultLevel {
    match super::rules::level(severity) {
        "error" => ResultLevel::Error,
        "warning" => ResultLevel::Warning,
        _ => ResultLevel::Note,
    }
}

/// A result that says nothing yet.
fn empty() -> SarifResult {
    SarifResult::builder().message(message(String::new())).build()
}
