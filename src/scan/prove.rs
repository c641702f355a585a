//! Proof of fixes: a fix is believed when the edited document reads back as meant, the finding is gone,
//! and nothing new is wrong.
//!
//! What reads back as meant is proved by lowering itself. That nothing new is wrong is proved for all fixes of
//! a document together where that holds, and one by one where it does not; so is that the findings are gone, and
//! for each fix alone where fixes of several rules touch the same place.

use std::collections::BTreeMap;

use crate::document::{Document, PatchOp};
use crate::policy::{Denial, Evaluator};
use crate::text::{Edit, apply};

/// Why a fix is not offered as proved.
pub(crate) type Refusal = String;

/// Proves that `ops` mend what `mended` counts of `before`'s denials: each of the given (rule, message)
/// pairs must become rarer, and no other may become more frequent, unless it is the same finding in other words.
///
/// `before` are all denials of the document as it is. The edits are in the file's bytes.
pub(crate) fn prove(
    document: &Document,
    before: &[Denial],
    mended: &[(usize, &str)],
    ops: &[PatchOp],
    evaluator: &mut Evaluator,
) -> Result<Vec<Edit>, Refusal> {
    let edits = document.lower(ops).map_err(|error| error.to_string())?;
    if edits.is_empty() {
        return Err("it changes nothing here".into());
    }
    let after = edited(document, &edits).ok_or(UNREADABLE)?;
    let new = nothing_new(before, &after, mended, evaluator)?;
    let (old, new) = (count(before), count(&new));
    let often =
        |counts: &BTreeMap<(usize, &str), usize>, key: &(usize, &str)| counts.get(key).copied().unwrap_or(0);
    match mended.iter().find(|key| often(&new, key) >= often(&old, key)) {
        Some((_, message)) => Err(format!("the finding would remain: {message}")),
        None => Ok(edits),
    }
}

/// Proves that `ops` alone mend one denial, where it is known already that they cause nothing new.
pub(crate) fn prove_alone(
    document: &Document,
    before: &[Denial],
    (rule, message): (usize, &str),
    ops: &[PatchOp],
    evaluator: &mut Evaluator<'_>,
) -> Result<Vec<Edit>, Refusal> {
    let edits = document.lower(ops).map_err(|error| error.to_string())?;
    if edits.is_empty() {
        return Err("it changes nothing here".into());
    }
    let after = edited(document, &edits).ok_or(UNREADABLE)?;
    let evaluation = evaluator.evaluate_rule(&after, rule);
    let said = |denials: &[Denial]| denials.iter().filter(|d| d.rule == rule && d.message == message).count();
    if !evaluation.failures.is_empty() {
        return Err(FAILING.into());
    }
    match said(&evaluation.denials) < said(before) {
        true => Ok(edits),
        false => Err(format!("the finding would remain: {message}")),
    }
}

/// The document after `edits`, if it can still be read and no document rule finds anything new in it.
pub(crate) fn unspoilt(
    document: &Document,
    before: &[Denial],
    edits: &[Edit],
    evaluator: &mut Evaluator<'_>,
) -> Result<Document, Refusal> {
    if edits.is_empty() {
        return Err("it changes nothing here".into());
    }
    let after = edited(document, edits).ok_or(UNREADABLE)?;
    nothing_new(before, &after, &[], evaluator)?;
    Ok(after)
}

/// A rule cannot be asked about the edited document, mostly for lack of time.
pub(super) const FAILING: &str = "a rule fails on the edited document";

const UNREADABLE: &str = "the edited document would no longer be readable";

/// What the rules deny of the edited document, if that is nothing that they did not deny before.
///
/// Where a rule still denies the same place in other words, these name what the edits changed, such as an image: that
/// is the finding of before. It is none for the rules whose findings are mended; theirs must be gone.
fn nothing_new(
    before: &[Denial],
    after: &Document,
    mended: &[(usize, &str)],
    evaluator: &mut Evaluator<'_>,
) -> Result<Vec<Denial>, Refusal> {
    let evaluation = evaluator.evaluate(after);
    if !evaluation.failures.is_empty() {
        return Err(FAILING.into());
    }
    let denials = evaluation.denials;
    let (old, new) = (count(before), count(&denials));
    let at =
        |all: &[Denial], one: &Denial| all.iter().filter(|d| (d.rule, &d.at) == (one.rule, &one.at)).count();
    let reworded = |denial: &Denial| {
        // A denial that names no place is at the root.
        !denial.at.0.is_empty()
            && mended.iter().all(|(rule, _)| *rule != denial.rule)
            && at(&denials, denial) <= at(before, denial)
    };
    let is_new = |denial: &&Denial| {
        let key = (denial.rule, denial.message.as_str());
        new.get(&key) > old.get(&key) && !reworded(denial)
    };
    match denials.iter().find(is_new) {
        Some(denial) => Err(format!("it would cause another finding: {}", denial.message)),
        None => Ok(denials),
    }
}

/// The document as it reads after `edits`, which are in the file's bytes and inside the document's unit.
fn edited(document: &Document, edits: &[Edit]) -> Option<Document> {
    let unit = document.unit;
    let text = document.source.slice(unit);
    let inside = |edit: &Edit| {
        let span = edit.span;
        (unit.start <= span.start && span.end <= unit.end).then(|| Edit {
            span: crate::text::Span { start: span.start - unit.start, end: span.end - unit.start },
            text: edit.text.clone(),
        })
    };
    let edits: Option<Vec<Edit>> = edits.iter().map(inside).collect();
    document.reparse(apply(text, &edits?).ok()?)
}

/// How often each rule says each thing.
fn count(denials: &[Denial]) -> BTreeMap<(usize, &str), usize> {
    let mut counts = BTreeMap::new();
    for denial in denials {
        *counts.entry((denial.rule, denial.message.as_str())).or_insert(0) += 1;
    }
    counts
}
