//! The fixes of one file's findings: lowered, proved document by document, and shown without secrets.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::inspect::{Found, Inspection};
use super::prove::{Refusal, prove, prove_alone};
use crate::document::{Document, PatchOp};
use crate::finding::{FileEdits, Fix, Redactor};
use crate::limits;
use crate::policy::{Applicability, Denial, Evaluator, PolicySet};
use crate::text::{Edit, Span};

/// What lowering and proving a fix came to.
type Proof = Result<Vec<Edit>, Refusal>;

/// Proofs of objects that come again: repositories hold the same object many times over. They depend on
/// nothing but the object's text, so it does not matter who proves first.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    known: Mutex<BTreeMap<Key, Vec<Proof>>>,
}

/// An object's text by its hash, and whether it stands at the beginning and at the end of its file, where
/// edits may have to differ.
type Key = ([u8; 32], bool, bool);

/// The fixes of all findings of a file, in their order.
pub(super) fn fixes(
    inspection: &Inspection,
    set: &PolicySet,
    proofs: &Proofs,
    redactor: &Redactor,
) -> Vec<Vec<Fix>> {
    let mut by_document: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, found) in inspection.found.iter().enumerate() {
        if found.proposed.is_some() && found.document < inspection.documents.len() {
            by_document.entry(found.document).or_default().push(index);
        }
    }
    // A file may hold hundreds of objects, so they are shared out among the workers.
    let by_document: Vec<(usize, Vec<usize>)> = by_document.into_iter().collect();
    let proved: BTreeMap<usize, Proof> = by_document
        .par_iter()
        .map_init(
            || set.evaluator(),
            |evaluator, (document, indices)| {
                let found: Vec<&Found> = indices.iter().filter_map(|i| inspection.found.get(*i)).collect();
                let before = inspection.denials.get(*document).map(Vec::as_slice).unwrap_or_default();
                let proofs = proofs.of(&inspection.documents[*document], before, &found, set, evaluator);
                indices.iter().copied().zip(proofs).collect::<Vec<_>>()
            },
        )
        .flatten()
        .collect();
    let fix = |(index, found): (usize, &Found)| {
        let proof = proved.get(&index)?;
        let document = inspection.documents.get(found.document)?;
        Some(shown(found, document, proof, redactor))
    };
    inspection.found.iter().enumerate().map(|it| fix(it).into_iter().collect()).collect()
}

impl Proofs {
    /// The proofs of what is proposed for one document, in the order of `found`.
    fn of(
        &self,
        document: &Document,
        before: &[Denial],
        found: &[&Found],
        set: &PolicySet,
        evaluator: &mut Evaluator<'_>,
    ) -> Vec<Proof> {
        let unit = document.unit;
        let Some(text) = set.key_of(document) else { return prove_all(document, before, found, evaluator) };
        let key = (text, unit.start == 0, unit.end as usize == document.source.text.len());
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let moved = |proofs: &[Proof], by: &dyn Fn(Span) -> Span| -> Vec<Proof> {
            let edit = |edit: &Edit| Edit { span: by(edit.span), text: edit.text.clone() };
            proofs
                .iter()
                .map(|proof| proof.as_ref().map(|e| e.iter().map(edit).collect()).map_err(Clone::clone))
                .collect()
        };
        let hit = known().get(&key).filter(|proofs| proofs.len() == found.len()).cloned();
        if let Some(proofs) = hit {
            return moved(&proofs, &|span| span.shifted(unit.start as usize));
        }
        let proofs = prove_all(document, before, found, evaluator);
        let within = |span: Span| Span { start: span.start - unit.start, end: span.end - unit.start };
        let inside = |proof: &Proof| proof.iter().flatten().all(|edit| unit.contains(edit.span));
        let mut known = known();
        if known.len() < limits::REMEMBERED_EVALUATIONS && proofs.iter().all(inside) {
            known.insert(key, moved(&proofs, &within));
        }
        proofs
    }
}

/// Lowers and proves everything that is proposed for a document.
fn prove_all(
    document: &Document,
    before: &[Denial],
    found: &[&Found],
    evaluator: &mut Evaluator<'_>,
) -> Vec<Proof> {
    let together = hold_together(document, before, found, evaluator);
    let proof = |one: &&Found| {
        let Some(proposed) = &one.proposed else { return Ok(Vec::new()) };
        let ops = &proposed.ops;
        match (proposed.applicability, one.index) {
            (Applicability::Manual, _) | (_, None) => document.lower(ops).map_err(|error| error.to_string()),
            (_, Some(_)) if together && keeps_apart(one, found) => {
                document.lower(ops).map_err(|error| error.to_string())
            }
            (_, Some(rule)) if together => {
                prove_alone(document, before, (rule, &one.message), ops, evaluator)
            }
            (_, Some(rule)) => prove(document, before, &[(rule, &one.message)], ops, evaluator),
        }
    };
    found.iter().map(proof).collect()
}

/// Whether no fix of another rule touches what this one touches. Then what was proved of all of them together
/// holds of this one alone; that a rule's own fixes mend it is held by its examples.
fn keeps_apart(one: &Found, found: &[&Found]) -> bool {
    let ops = |it: &Found| it.proposed.as_ref().map(|proposed| proposed.ops.clone()).unwrap_or_default();
    let mine = ops(one);
    let near = |a: &PatchOp, b: &PatchOp| a.at().0.iter().zip(&b.at().0).all(|(a, b)| a == b);
    let others = found.iter().filter(|other| other.index != one.index).flat_map(|other| ops(other));
    one.trusted && others.into_iter().all(|other| mine.iter().all(|op| !near(op, &other)))
}

/// Whether the fixes of a document, at least two, cause nothing new when all of them are made.
fn hold_together(
    document: &Document,
    before: &[Denial],
    found: &[&Found],
    evaluator: &mut Evaluator<'_>,
) -> bool {
    let mut ops: Vec<PatchOp> = Vec::new();
    let mut mended: Vec<(usize, &str)> = Vec::new();
    for one in found {
        let proposed = one.proposed.as_ref().filter(|it| it.applicability != Applicability::Manual);
        let (Some(proposed), Some(rule)) = (proposed, one.index) else { continue };
        mended.push((rule, &one.message));
        for op in &proposed.ops {
            if !ops.contains(op) {
                ops.push(op.clone());
            }
        }
    }
    mended.len() > 1 && prove(document, before, &mended, &ops, evaluator).is_ok()
}

/// The fix as it is shown: as free as its rule says if it is proved, else a suggestion.
fn shown(found: &Found, document: &Document, proof: &Proof, redactor: &Redactor) -> Fix {
    let proposed = found.proposed.as_ref();
    let mut fix = Fix {
        title: proposed.map(|it| redactor.text(&it.title)).unwrap_or_default(),
        applicability: proposed.map_or(Applicability::Manual, |it| it.applicability),
        ops: proposed.map(|it| it.ops.clone()).unwrap_or_default(),
        files: Vec::new(),
        refused: None,
    };
    match proof {
        Ok(edits) if edits.iter().any(|edit| redactor.finds_secret_in(&edit.text)) => {
            fix.applicability = Applicability::Manual;
            fix.refused = Some("the patch would show a secret".into());
        }
        Ok(edits) if edits.is_empty() => {}
        Ok(edits) => {
            let path = document.source.path.clone();
            fix.files = vec![FileEdits { path, edits: edits.clone() }];
        }
        Err(reason) => {
            fix.applicability = Applicability::Manual;
            fix.refused = Some(redactor.text(reason));
        }
    }
    fix
}
