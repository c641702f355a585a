//! One patch of many fixes: chosen, put together, proved together, until nothing changes.
//!
//! Each round inspects the text as it now is, merges the operations of all fixes of a document and proves
//! them as one; where the whole does not hold, the fixes are taken one by one as long as they hold.

use std::sync::Arc;

use super::file::FileWork;
use super::inspect::{Found, inspect};
use super::judge::Judging;
use super::mask::redactor;
use super::project::ProjectFix;
use super::prove::prove;
use super::report::Patch;
use super::run::Request;
use crate::document::{Document, FileKind, PatchOp};
use crate::finding::{Finding, Redactor, Status, shown_path, without_secrets};
use crate::limits;
use crate::policy::{Applicability, Denial, Evaluator};
use crate::text::{Edit, SourceFile, apply, take_back_hidden, unified_diff, without_obeyed_lines};

/// A file with its fixes, to be written.
#[derive(Debug, Clone)]
pub struct Rewrite {
    /// The change as it may be shown.
    pub patch: Patch,
    /// The text as it was read.
    pub before: String,
    /// The text with the fixes. Holds the file's secrets: it is written to the file and shown nowhere.
    pub after: String,
}

/// Puts together the fixes of at least the given applicability for the open findings of a file.
pub(super) fn rewrite(
    work: &FileWork,
    least: Applicability,
    request: &Request<'_>,
    judging: &Judging<'_>,
) -> Option<Rewrite> {
    let source = work.source.as_ref()?;
    let fixable =
        |f: &&Finding| f.status == Status::Open && f.fixes.iter().any(|fix| fix.applicability >= least);
    if work.binary || !work.findings.iter().any(|f| fixable(&f)) {
        return None;
    }
    let kind = work.kind()?;
    let mut evaluator = request.set.evaluator();
    let mut text = source.text.clone();
    let mut mended = 0;
    let open = |fix: &&ProjectFix| {
        fix.applicability >= least
            && work.findings.iter().any(|f| f.status == Status::Open && f.fingerprint == fix.fingerprint)
    };
    // Project rules were asked about the files as they are, so their fixes belong to the first round.
    let mut project: Vec<&ProjectFix> = work.project_fixes.iter().filter(open).collect();
    for _ in 0..limits::FIX_ROUNDS {
        let current = Arc::new(SourceFile::new(source.path.clone(), text.clone()));
        let (edits, count) = round(&current, kind, least, request, judging, &project, &mut evaluator);
        project.clear();
        match apply(&text, &edits) {
            Ok(next) if next != text => text = next,
            _ => break,
        }
        mended += count;
    }
    if text == source.text {
        return None;
    }
    let (diff, withheld) = shown_diff(source, &text, kind, request, &mut evaluator);
    let patch = Patch { path: source.path.clone(), diff, withheld, mended };
    Some(Rewrite { patch, before: source.text.clone(), after: text })
}

/// The edits of one round, and how many findings they mend.
fn round(
    source: &Arc<SourceFile>,
    kind: FileKind,
    least: Applicability,
    request: &Request<'_>,
    judging: &Judging<'_>,
    project: &[&ProjectFix],
    evaluator: &mut Evaluator<'_>,
) -> (Vec<Edit>, usize) {
    let inspection = inspect(source, kind, request.set, evaluator);
    let (open, faults) = judging.open(source, &inspection);
    let mut edits: Vec<Edit> = Vec::new();
    let mut mended = 0;
    for (index, document) in inspection.documents.iter().enumerate() {
        let wanted = |(found, is_open): &(&Found, bool)| {
            *is_open
                && found.document == index
                && found.proposed.as_ref().is_some_and(|proposed| proposed.applicability >= least)
        };
        let found: Vec<&Found> = inspection
            .found
            .iter()
            .zip(open.iter().copied())
            .filter(wanted)
            .map(|(found, _)| found)
            .collect();
        let before = inspection.denials.get(index).map(Vec::as_slice).unwrap_or_default();
        let project: Vec<&ProjectFix> = project
            .iter()
            .copied()
            .filter(|fix| fix.part == document.part && index < inspection.of_kind)
            .collect();
        let (more, count) = together(document, before, &found, &project, evaluator);
        // Documents of one unit (the items of a List) share their text; the next round takes the rest.
        if more.iter().all(|edit| apart(edit, &edits)) {
            edits.extend(more);
            mended += count;
        }
    }
    // An ignore that does nothing is mended by taking it away, which changes no document.
    for (_, edit) in faults.into_iter().filter_map(|fault| fault.fix) {
        if apart(&edit, &edits) {
            edits.push(edit);
            mended += 1;
        }
    }
    (edits, mended)
}

/// Whether the edit shares no place with the others.
fn apart(edit: &Edit, others: &[Edit]) -> bool {
    others.iter().all(|other| !other.span.overlaps(edit.span) && other.span.start != edit.span.start)
}

/// The edits of as many of these fixes as hold together, and how many findings they mend.
fn together(
    document: &Document,
    before: &[Denial],
    found: &[&Found],
    project: &[&ProjectFix],
    evaluator: &mut Evaluator<'_>,
) -> (Vec<Edit>, usize) {
    if let Some(edits) = attempt(document, before, found, project, evaluator) {
        return (edits, found.len() + project.len());
    }
    let (mut kept, mut kept_project) = (Vec::new(), Vec::new());
    let mut best = Vec::new();
    for one in project {
        kept_project.push(*one);
        match attempt(document, before, &kept, &kept_project, evaluator) {
            Some(edits) => best = edits,
            None => drop(kept_project.pop()),
        }
    }
    for one in found {
        kept.push(*one);
        match attempt(document, before, &kept, &kept_project, evaluator) {
            Some(edits) => best = edits,
            None => drop(kept.pop()),
        }
    }
    (best, kept.len() + kept_project.len())
}

fn attempt(
    document: &Document,
    before: &[Denial],
    found: &[&Found],
    project: &[&ProjectFix],
    evaluator: &mut Evaluator<'_>,
) -> Option<Vec<Edit>> {
    let mut ops: Vec<PatchOp> = Vec::new();
    let proposed = found.iter().filter_map(|one| one.proposed.as_ref()).flat_map(|proposed| &proposed.ops);
    for op in proposed.chain(project.iter().flat_map(|fix| &fix.ops)) {
        if !ops.contains(op) {
            ops.push(op.clone());
        }
    }
    if ops.is_empty() {
        return None;
    }
    let mended: Vec<(usize, &str)> =
        found.iter().filter_map(|f| Some((f.index?, f.message.as_str()))).collect();
    prove(document, before, &mended, &ops, evaluator).ok()
}

/// The diff as it may be shown: hunks that would show a secret, or what a terminal or a build runner obeys, are
/// taken back. Nothing in a diff can be written in another way.
pub(super) fn shown_diff(
    source: &Arc<SourceFile>,
    after: &str,
    kind: FileKind,
    request: &Request<'_>,
    evaluator: &mut Evaluator<'_>,
) -> (String, usize) {
    // A name that is not UTF-8 cannot be written here, one that holds a secret must not be, and with one wrong
    // name git refuses the whole diff.
    let path = source.path.as_str();
    let is_hidden = without_secrets(path) != path || shown_path(path) != path;
    if is_hidden || path.contains(char::REPLACEMENT_CHARACTER) {
        return (String::new(), 1);
    }
    let mask = |source: &Arc<SourceFile>, evaluator: &mut Evaluator<'_>| -> Redactor {
        let inspection = inspect(source, kind, request.set, evaluator);
        redactor(source, &inspection.documents, &inspection.found)
    };
    let after_source = Arc::new(SourceFile::new(source.path.clone(), after.to_owned()));
    let old = without_obeyed_lines(&mask(source, evaluator).shown(source).text);
    let new = without_obeyed_lines(&mask(&after_source, evaluator).shown(&after_source).text);
    if old == source.text && new == after {
        return (unified_diff(path, &old, &new), 0);
    }
    let (visible, withheld) = take_back_hidden(&source.text, after, &old, &new);
    let visible_source = Arc::new(SourceFile::new(source.path.clone(), visible));
    let holds = |evaluator: &mut Evaluator<'_>| {
        let count = |source, evaluator: &mut Evaluator<'_>| {
            let inspection = inspect(source, kind, request.set, evaluator);
            (inspection.errors.len(), inspection.found.len())
        };
        let (before, after) = (count(source, evaluator), count(&visible_source, evaluator));
        after.0 <= before.0 && after.1 <= before.1
    };
    match withheld == 0 || holds(evaluator) {
        true => (unified_diff(path, &source.text, &visible_source.text), withheld),
        false => (String::new(), withheld + 1),
    }
}
