//! Rules over many documents: asked once, after every file has been looked at.

use std::sync::Arc;

use super::file::{FileWork, Maker, redactor};
use super::inspect::Found;
use super::report::ScanError;
use crate::document::Document;
use crate::finding::{FileEdits, Fix};
use crate::policy::{Applicability, Facts, PolicySet, ProjectDocument};

/// A document that project rules have something to ask about.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) document: Document,
    pub(super) facts: Facts,
}

/// Asks the project rules about the documents that were kept, and gives the files what is found in them.
pub(super) fn ask_project_rules(set: &PolicySet, work: &mut [FileWork], errors: &mut Vec<ScanError>) {
    let places: Vec<(usize, usize)> = work
        .iter()
        .enumerate()
        .flat_map(|(file, work)| (0..work.kept.len()).map(move |kept| (file, kept)))
        .collect();
    let documents: Vec<ProjectDocument> = places
        .iter()
        .map(|(file, kept)| {
            let kept = &work[*file].kept[*kept];
            ProjectDocument {
                path: kept.document.source.path.clone(),
                kind: kept.document.kind,
                part: kept.document.part,
                facts: kept.facts.clone(),
            }
        })
        .collect();
    let evaluation = set.evaluator().evaluate_project(&documents);
    for failure in evaluation.failures {
        errors.push(ScanError {
            path: None,
            span: None,
            rule: set.rule(failure.rule).map(|rule| rule.id.clone()),
            message: format!("the rule failed: {}", failure.message),
            help: "mend the policy, or switch the rule off with a reason".into(),
        });
    }
    for denied in evaluation.denials {
        let Some((file, kept)) = places.get(denied.document).copied() else { continue };
        let document = work[file].kept[kept].document.clone();
        let Some(found) = Found::of(&denied.denial, &document, 0, set) else { continue };
        let redactor =
            redactor(&document.source, std::slice::from_ref(&document), std::slice::from_ref(&found));
        let fixes = suggestion(&found, &document);
        let source = Arc::clone(&document.source);
        let mut maker = Maker { source: &source, redactor: &redactor, hashes: None };
        let mut finding = maker.finding(found, Some(&document), fixes);
        for (other, route, word) in denied.elsewhere {
            if let Some((file, kept)) = places.get(other) {
                finding.related.push((work[*file].kept[*kept].location(route), redactor.text(&word)));
            }
        }
        work[file].findings.push(finding);
    }
}

/// A project rule's fix is shown and never written: it would have to be proved against the whole project.
fn suggestion(found: &Found, document: &Document) -> Vec<Fix> {
    let Some(proposed) = &found.proposed else { return Vec::new() };
    let edits = document.lower(&proposed.ops);
    let refused = edits.as_ref().err().map(ToString::to_string);
    let files =
        edits.map(|edits| vec![FileEdits { path: document.source.path.clone(), edits }]).unwrap_or_default();
    let (title, ops) = (proposed.title.clone(), proposed.ops.clone());
    vec![Fix { title, applicability: Applicability::Manual, ops, files, refused }]
}

impl Kept {
    fn location(&self, route: crate::document::Route) -> crate::finding::Location {
        let place = self.document.locate(&route);
        crate::finding::Location {
            file: self.document.source.path.clone(),
            span: place.span,
            route,
            precision: place.precision,
        }
    }
}
