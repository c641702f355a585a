//! Rules over many documents: asked once, after every file has been looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::file::{FileWork, Maker, mask_reasons, masked, shown_route};
use super::inspect::{Found, inspect};
use super::mask::{redactor, redactor_of};
use super::prove::unspoilt;
use super::report::ScanError;
use crate::document::{Document, PatchOp};
use crate::finding::{FileEdits, Fix, LineHashes, Redactor};
use crate::policy::{
    Applicability, Evaluator, Facts, PolicySet, ProjectDenial, ProjectDocument, ProposedFix,
};
use crate::text::Edit;

/// A document that project rules have something to ask about.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) document: Document,
    pub(super) facts: Facts,
}

/// A proved fix of a project rule, for the patch of its file.
#[derive(Debug, Clone)]
pub(super) struct ProjectFix {
    /// The document's place in its file.
    pub(super) part: usize,
    pub(super) applicability: Applicability,
    pub(super) ops: Vec<PatchOp>,
    /// The finding's, before equals are numbered.
    pub(super) fingerprint: String,
}

/// Where a kept document lies: its file among the scan's, and its place among the file's kept ones.
type Place = (usize, usize);

/// Asks the project rules about the documents that were kept, and gives the files what is found in them.
pub(super) fn ask_project_rules(set: &PolicySet, work: &mut [FileWork], errors: &mut Vec<ScanError>) {
    let places = places(work);
    let documents: Vec<ProjectDocument> =
        places.iter().map(|(file, kept)| shown(&work[*file].kept[*kept])).collect();
    let mut evaluator = set.evaluator();
    let evaluation = evaluator.evaluate_project(&documents);
    for failure in evaluation.failures {
        errors.push(ScanError {
            path: None,
            span: None,
            rule: set.rule(failure.rule).map(|rule| rule.id.clone()),
            message: format!("the rule failed: {}", failure.message),
            help: "mend the policy, or switch the rule off with a reason".into(),
        });
    }
    mask(set, work, &evaluation.denials, &places);
    let kept = |place: Place| &work[place.0].kept[place.1];
    let proofs = prove(set, &documents, &evaluation.denials, &|at| kept(places[at]), &mut evaluator);
    let mut findings = Vec::new();
    // The lines of a file are hashed once, however many findings are in it.
    let mut hashes: BTreeMap<usize, LineHashes> = BTreeMap::new();
    for (denied, proof) in evaluation.denials.into_iter().zip(proofs) {
        let Some(place) = places.get(denied.document).copied() else { continue };
        let document = &kept(place).document;
        let Some(found) = Found::of(&denied.denial, document, 0, set) else { continue };
        let redactor = redactor_for(&work[place.0], document);
        let fixes = found.proposed.as_ref().map(|proposed| fix(proposed, document, proof, &redactor));
        let mut maker = Maker {
            source: &document.source,
            known_as: &work[place.0].known_as,
            redactor: &redactor,
            hashes: hashes.remove(&place.0),
        };
        let mut finding = maker.finding(found, Some(document), fixes.into_iter().collect());
        hashes.extend(maker.hashes.map(|of_file| (place.0, of_file)));
        for (other, route, word) in denied.elsewhere {
            if let Some(place) = places.get(other).copied() {
                let theirs = redactor_for(&work[place.0], &kept(place).document);
                let mut location = kept(place).location(route);
                location.route = shown_route(&location.route, &theirs);
                // It may quote both files.
                finding.related.push((location, redactor.text(&theirs.text(&word))));
            }
        }
        findings.push((place.0, document.part, finding));
    }
    for (file, part, finding) in findings {
        let fixes = finding.fixes.iter().filter(|fix| fix.applicability != Applicability::Manual);
        let fixes: Vec<ProjectFix> = fixes
            .map(|fix| ProjectFix {
                part,
                applicability: fix.applicability,
                ops: fix.ops.clone(),
                fingerprint: finding.fingerprint.clone(),
            })
            .collect();
        work[file].project_fixes.extend(fixes);
        work[file].findings.push(finding);
    }
}

/// Asks the project rules only to know what they find: nothing is proved, and no message may be shown.
pub(super) fn ask_project_rules_before(set: &PolicySet, work: &mut [FileWork]) {
    let places = places(work);
    let documents: Vec<ProjectDocument> =
        places.iter().map(|(file, kept)| shown(&work[*file].kept[*kept])).collect();
    let denials = set.evaluator().evaluate_project(&documents).denials;
    // A finding is known by what it hides, too.
    mask(set, work, &denials, &places);
    for denied in denials {
        let Some((file, kept)) = places.get(denied.document).copied() else { continue };
        let document = &work[file].kept[kept].document;
        let Some(found) = Found::of(&denied.denial, document, 0, set) else { continue };
        let redactor = redactor_for(&work[file], document);
        let hashes = Some(LineHashes::default());
        let known_as = &work[file].known_as;
        let mut maker = Maker { source: &document.source, known_as, redactor: &redactor, hashes };
        let finding = maker.finding(found, Some(document), Vec::new());
        work[file].findings.push(finding);
    }
}

/// The documents that were kept, in the order of their files.
fn places(work: &[FileWork]) -> Vec<Place> {
    let of_file = |(file, work): (usize, &FileWork)| {
        let kept = 0..work.kept.len();
        kept.map(move |kept| (file, kept))
    };
    work.iter().enumerate().flat_map(of_file).collect()
}

/// Finds the secrets of files in which something was found and of which only the facts were read, so that a
/// report can show them.
fn mask(set: &PolicySet, work: &mut [FileWork], denials: &[ProjectDenial], places: &[Place]) {
    let all = denials.iter().flat_map(|denied| {
        std::iter::once(denied.document).chain(denied.elsewhere.iter().map(|(other, ..)| *other))
    });
    for (file, _) in all.filter_map(|document| places.get(document)) {
        let file = &mut work[*file];
        if let (None, Some(source), Some(kind)) = (&file.redactor, &file.source, file.kind()) {
            let inspection = inspect(source, kind, set, &mut set.evaluator());
            let redactor = redactor(source, &inspection.documents, &inspection.found);
            file.shown = Some(Box::new(redactor.shown(source)));
            file.peer_ignores = masked(std::mem::take(&mut file.peer_ignores), &redactor);
            mask_reasons(&mut file.suppressions, &redactor);
            file.redactor = Some(Arc::new(redactor));
        }
    }
}

/// What hides the secrets of a document's file.
fn redactor_for(file: &FileWork, document: &Document) -> Arc<Redactor> {
    file.redactor.clone().unwrap_or_else(|| Arc::new(redactor_of(&document.source)))
}

fn shown(kept: &Kept) -> ProjectDocument {
    ProjectDocument {
        path: kept.document.source.path.clone(),
        kind: kept.document.kind,
        part: kept.document.part,
        facts: kept.facts.clone(),
    }
}

/// The edits of a fix, and what project rules would know of the document after them.
type Lowered = (Result<Vec<Edit>, String>, Option<Facts>);

/// Proves the fixes of project rules, all at once: every document is edited as its findings want, and the
/// project rules are asked again. A fix holds if its document still reads, no rule finds anything new in it,
/// and its finding is gone.
fn prove<'a>(
    set: &PolicySet,
    documents: &[ProjectDocument],
    denials: &[ProjectDenial],
    kept: &(dyn Fn(usize) -> &'a Kept + Sync),
    evaluator: &mut Evaluator<'_>,
) -> Vec<Result<Vec<Edit>, String>> {
    let lowered: Vec<Lowered> = denials
        .par_iter()
        .map_init(
            || set.evaluator(),
            |evaluator, denied| {
                let document = &kept(denied.document).document;
                let Some(proposed) = &denied.denial.fix else { return (Ok(Vec::new()), None) };
                let edits = document.lower(&proposed.ops).map_err(|error| error.to_string());
                match edits {
                    Ok(edits) if proposed.applicability != Applicability::Manual => {
                        let before = evaluator.evaluate(document).denials;
                        match unspoilt(document, &before, &edits, evaluator) {
                            Ok(after) => (Ok(edits), set.facts(&after)),
                            Err(reason) => (Err(reason), None),
                        }
                    }
                    edits => (edits, None),
                }
            },
        )
        .collect();
    let mut edited = documents.to_vec();
    let mut proofs: Vec<Result<Vec<Edit>, String>> = Vec::new();
    for (denied, (proof, facts)) in denials.iter().zip(lowered) {
        if let (Some(facts), Some(place)) = (facts, edited.get_mut(denied.document)) {
            place.facts = facts;
        }
        proofs.push(proof);
    }
    let again = evaluator.evaluate_project(&edited);
    let (old, new) = (count(denials), count(&again.denials));
    let often = |counts: &BTreeMap<Said<'_>, usize>, key: &Said<'_>| counts.get(key).copied().unwrap_or(0);
    let spoilt = new.iter().any(|(key, n)| *n > often(&old, key));
    for (denied, proof) in denials.iter().zip(&mut proofs) {
        let proposed = denied.denial.fix.as_ref().filter(|fix| fix.applicability != Applicability::Manual);
        if proposed.is_none() || proof.is_err() {
            continue;
        }
        if spoilt || !again.failures.is_empty() {
            *proof = Err("together with the others it would cause another finding".into());
        } else if often(&new, &said(denied)) >= often(&old, &said(denied)) {
            *proof = Err("the finding would remain".into());
        }
    }
    proofs
}

/// What a project rule says of a document: the document, the rule, the message.
type Said<'a> = (usize, usize, &'a str);

fn said(denied: &ProjectDenial) -> Said<'_> {
    (denied.document, denied.denial.rule, &denied.denial.message)
}

fn count(denials: &[ProjectDenial]) -> BTreeMap<Said<'_>, usize> {
    let mut counts = BTreeMap::new();
    for denied in denials {
        *counts.entry(said(denied)).or_insert(0) += 1;
    }
    counts
}

/// The fix as it is shown: as free as its rule says if it is proved, else a suggestion.
fn fix(
    proposed: &ProposedFix,
    document: &Document,
    proof: Result<Vec<Edit>, String>,
    redactor: &Redactor,
) -> Fix {
    let (applicability, edits, refused) = match proof {
        Ok(edits) if edits.iter().any(|edit| redactor.finds_secret_in(&edit.text)) => {
            (Applicability::Manual, Vec::new(), Some("the patch would show a secret".to_owned()))
        }
        Ok(edits) => (proposed.applicability, edits, None),
        Err(reason) => (Applicability::Manual, Vec::new(), Some(redactor.text(&reason))),
    };
    let path = document.source.path.clone();
    let files = if edits.is_empty() { Vec::new() } else { vec![FileEdits { path, edits }] };
    Fix { title: redactor.text(&proposed.title), applicability, ops: proposed.ops.clone(), files, refused }
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
