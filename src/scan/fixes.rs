//! The fixes of one file's findings: lowered, proved document by document, and shown without secrets.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::inspect::{Found, Inspection};
use super::prove::{FAILING, Refusal, prove, prove_alone};
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

/// An object's text by its hash, whether it stands at the beginning and at the end of its file, where edits may have
/// to differ, and how many fixes are proved.
type Key = ([u8; 32], bool, bool, Room);

/// What is to be proved of one document.
struct Task<'a> {
    document: &'a Document,
    /// All that the rules say of it as it is.
    before: &'a [Denial],
    /// Whose fixes.
    found: Vec<&'a Found>,
    room: Room,
}

/// Why a fix is not proved for which there was no time.
const UNPROVED: &str = "there are too many fixes in this file to prove each";

/// How many times as long a proof takes in which all rules are asked.
const ASKING_ALL: usize = 32;

/// How many fixes of a document are proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Room {
    /// If all of them hold together, or only one rule has to be asked.
    count: usize,
    /// If all rules have to be asked about each.
    asking_all: usize,
}

impl Room {
    /// Takes the room for so many fixes of a document of `length` bytes from what is `left` of its file's.
    fn of(left: &mut usize, length: usize, fixes: usize) -> Self {
        let most = *left / length.max(1);
        let count = fixes.min(most);
        *left -= count * length;
        Self { count, asking_all: fixes.min(most / ASKING_ALL) }
    }
}

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
    let mut left = limits::PROVED_BYTES;
    let share = |(document, indices): (usize, Vec<usize>)| {
        let length = inspection.documents.get(document).map_or(0, |it| it.unit.range().len());
        let room = Room::of(&mut left, length, indices.len());
        (document, indices, room)
    };
    let by_document: Vec<(usize, Vec<usize>, Room)> = by_document.into_iter().map(share).collect();
    let proved: BTreeMap<usize, Proof> = by_document
        .par_iter()
        .map_init(
            || set.evaluator(),
            |evaluator, (document, indices, room)| {
                let some = indices.iter().take(room.count);
                let found: Vec<&Found> = some.filter_map(|i| inspection.found.get(*i)).collect();
                let before = inspection.denials.get(*document).map(Vec::as_slice).unwrap_or_default();
                let document = &inspection.documents[*document];
                let proofs = proofs.of(&Task { document, before, found, room: *room }, set, evaluator);
                let proofs = proofs.into_iter().chain(std::iter::repeat_with(|| Err(UNPROVED.to_owned())));
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
    /// The proofs of what is proposed for one document, in the order of what was found.
    fn of(&self, task: &Task<'_>, set: &PolicySet, evaluator: &mut Evaluator<'_>) -> Vec<Proof> {
        let Task { document, found, room, .. } = task;
        let unit = document.unit;
        let Some(text) = set.key_of(document) else { return prove_all(task, evaluator) };
        let key = (text, unit.start == 0, unit.end as usize == document.source.text.len(), *room);
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
        let proofs = prove_all(task, evaluator);
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
fn prove_all(task: &Task<'_>, evaluator: &mut Evaluator<'_>) -> Vec<Proof> {
    let Task { document, before, found, room } = task;
    let all = hold_together(document, before, found, evaluator);
    let together = all.is_ok();
    // Each document on which a rule runs out of time takes half a minute.
    let mut failing = all.is_err_and(|reason| reason == FAILING);
    let most = if together { room.count } else { room.asking_all };
    let mut proof = |(number, one): (usize, &&Found), failing: bool| {
        if number >= most {
            return Err(UNPROVED.to_owned());
        }
        if failing {
            return Err(FAILING.to_owned());
        }
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
    let mut proofs = Vec::with_capacity(found.len());
    for one in found.iter().enumerate() {
        let proof = proof(one, failing);
        failing |= proof.as_ref().is_err_and(|reason| reason == FAILING);
        proofs.push(proof);
    }
    proofs
}

/// Whether no fix of another rule touches what this one touches. Then what was proved of all of them together
/// holds of this one alone; that a rule's own fixes mend it is held by its examples.
fn keeps_apart(one: &Found, found: &[&Found]) -> bool {
    let mine = ops(one);
    let near = |a: &PatchOp, b: &PatchOp| a.at().0.iter().zip(&b.at().0).all(|(a, b)| a == b);
    let mut others = found.iter().filter(|other| other.index != one.index).flat_map(|other| ops(other));
    one.trusted && others.all(|other| mine.iter().all(|op| !near(op, other)))
}

/// What is proposed for a finding.
fn ops(found: &Found) -> &[PatchOp] {
    found.proposed.as_ref().map(|proposed| proposed.ops.as_slice()).unwrap_or_default()
}

/// Whether the fixes of a document, at least two, cause nothing new when all of them are made.
fn hold_together(
    document: &Document,
    before: &[Denial],
    found: &[&Found],
    evaluator: &mut Evaluator<'_>,
) -> Result<(), Refusal> {
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
    if mended.len() < 2 {
        return Err(Refusal::new());
    }
    prove(document, before, &mended, &ops, evaluator).map(|_| ())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_fixes_are_proved_as_there_is_room_for() {
        let check = |left: usize, length: usize, fixes: usize, room: (usize, usize), then: usize| {
            let mut now = left;
            let Room { count, asking_all } = Room::of(&mut now, length, fixes);
            assert_eq!((count, asking_all, now), (room.0, room.1, then), "{fixes} of {length} in {left}");
        };
        check(limits::PROVED_BYTES, 4000, 40, (40, 40), limits::PROVED_BYTES - 160_000);
        check(3200, 10, 320, (320, 10), 0);
        check(3200, 10, 330, (320, 10), 0);
        check(3200, 10, 4, (4, 4), 3160);
        check(9, 10, 4, (0, 0), 9);
        check(0, 0, 4, (0, 0), 0);
    }
}
