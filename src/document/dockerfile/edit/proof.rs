//! Proof by reading again: the edited text says what was meant, and nothing else has changed.

use std::sync::Arc;

use serde_json::Value as Json;

use super::{At, Editor, Effect, Lowered, borrowed, text_of};
use crate::document::{Document, PatchError, PatchOp, Route, Step, dockerfile};
use crate::text::{Edit, SourceFile, apply};

/// Proves one operation alone.
pub(super) fn of_one(editor: &Editor, op: &PatchOp, at: &Route, one: &Lowered) -> Result<(), PatchError> {
    let new = read(editor, std::slice::from_ref(&one.edit))?;
    aligned(editor, &new, &[one])?;
    // What is set in the place of a stage's FROM is one: else the others would be stages of other numbers.
    let of_stage =
        matches!((op, op.at().0.first()), (PatchOp::Set { .. }, Some(Step::Key(list))) if list == "stages");
    if of_stage && stages(&new) != stages(editor.document) {
        return Err(PatchError::NotEqual);
    }
    let told = |holds: bool| if holds { Ok(()) } else { Err(PatchError::NotEqual) };
    let steps: Vec<At> = at.0.iter().skip(2).filter_map(borrowed).collect();
    if let (PatchOp::Remove { .. }, [At::Key("commands"), At::Index(_), At::Key("name")]) =
        (op, steps.as_slice())
    {
        return told(
            words_of(&editor.document.tree.to_json(), at).get(1..)
                == words_of(&new.tree.to_json(), at).get(..),
        );
    }
    // What is meant as a whole line, or has no value in the tree, is proved by the other instructions.
    let whole = matches!(steps.as_slice(), [] | [At::Key("raw" | "blank_lines" | "flags"), ..]);
    match op {
        // A whole instruction is proved by the others, and must end where it was meant to.
        PatchOp::Set { value, .. } if steps.is_empty() && one.effect != Effect::Directive => {
            told(!text_of(value)?.trim_end().ends_with(editor.file.escape))
        }
        PatchOp::Set { value, .. } => {
            told(value_at(&new, at).is_some_and(|read| same(&read, value, steps.as_slice())))
        }
        PatchOp::Insert { .. } | PatchOp::Remove { .. }
            if !whole && matches!(one.effect, Effect::Changed(_)) =>
        {
            let Some((Step::Index(index), list)) = at.0.split_last() else {
                return Err(PatchError::NotEqual);
            };
            let list = Route(list.to_vec());
            let (Some(Json::Array(mut old)), Some(Json::Array(new))) =
                (value_at(editor.document, &list), value_at(&new, &list))
            else {
                return Err(PatchError::NotEqual);
            };
            if let PatchOp::Insert { value, .. } = op {
                let written = new.get(*index).cloned().unwrap_or_default();
                if *index > old.len() || !same(&written, value, steps.as_slice()) {
                    return Err(PatchError::NotEqual);
                }
                old.insert(*index, written);
            } else if *index < old.len() {
                old.remove(*index);
            }
            told(old == new)
        }
        _ => Ok(()),
    }
}

/// How many stages there are.
fn stages(document: &Document) -> usize {
    document.tree.at(&["stages"]).map_or(0, |id| document.tree.items(id).len())
}

/// Proves all operations together.
pub(super) fn of_all(editor: &Editor, lowered: &[Lowered]) -> Result<(), PatchError> {
    let edits: Vec<Edit> = lowered.iter().map(|one| one.edit.clone()).collect();
    let new = read(editor, &edits)?;
    aligned(editor, &new, &lowered.iter().collect::<Vec<_>>())
}

/// The edited file, if it has no problem that it did not have before.
fn read(editor: &Editor, edits: &[Edit]) -> Result<Document, PatchError> {
    let text = apply(editor.text, edits)
        .map_err(|_| PatchError::Unsupported("two changes speak of the same text".to_owned()))?;
    let source = Arc::new(SourceFile::new(editor.document.source.path.clone(), text));
    let mut parsed = dockerfile::parse(&source);
    if parsed.problems.len() > editor.file.problems.len() {
        return Err(PatchError::NotEqual);
    }
    parsed.documents.pop().ok_or(PatchError::NotEqual)
}

/// Checks that the instructions are the old ones, but for those that were to change.
fn aligned(editor: &Editor, new: &Document, lowered: &[&Lowered]) -> Result<(), PatchError> {
    let old = instructions(editor.document);
    let new = instructions(new);
    let count = |effect: Effect| lowered.iter().filter(|one| one.effect == effect).count();
    let mut removed: Vec<usize> = Vec::new();
    let mut changed: Vec<usize> = Vec::new();
    let mut inserted = 0;
    for one in lowered {
        match one.effect {
            Effect::Removed(number) if !removed.contains(&number) => removed.push(number),
            Effect::Changed(number) => changed.push(number),
            Effect::Inserted(_) => inserted += 1,
            _ => {}
        }
    }
    let grown = (new.len() + removed.len()).checked_sub(old.len()).ok_or(PatchError::NotEqual)?;
    // An inserted text may hold several instructions only if it is the only one: else none can be told.
    if inserted == 0 && grown != 0 || inserted > 1 && grown != inserted || inserted == 1 && grown == 0 {
        return Err(PatchError::NotEqual);
    }
    let per_insert = if inserted == 1 { grown } else { 1 };
    let mut next = new.iter();
    for (number, instruction) in old.iter().map(Some).chain([None]).enumerate() {
        for _ in 0..count(Effect::Inserted(number)) * per_insert {
            next.next();
        }
        let Some(instruction) = instruction else { break };
        if removed.contains(&number) {
            continue;
        }
        match next.next() {
            Some(read) if read == instruction || changed.contains(&number) => {}
            _ => return Err(PatchError::NotEqual),
        }
    }
    Ok(())
}

/// What makes an instruction the same one, whatever its number and its stage.
fn instructions(document: &Document) -> Vec<[Json; 3]> {
    let tree = &document.tree;
    let list = tree.at(&["instructions"]).map(|id| tree.items(id)).unwrap_or_default();
    let field = |id, key| tree.get(id, key).map(|id| tree.json_of(id)).unwrap_or_default();
    list.iter().map(|id| [field(*id, "cmd"), field(*id, "raw"), field(*id, "onbuild")]).collect()
}

fn value_at(document: &Document, at: &Route) -> Option<Json> {
    let reached = document.tree.walk(at);
    (reached.depth == at.0.len()).then(|| document.tree.json_of(reached.node))
}

/// Whether what was read is what was meant, as far as a Dockerfile can say it.
fn same(read: &Json, meant: &Json, steps: &[At]) -> bool {
    match (read, meant) {
        (Json::String(read), Json::String(meant)) if matches!(steps, [At::Key("cmd")]) => {
            read.eq_ignore_ascii_case(meant)
        }
        (Json::String(read), Json::String(meant)) if matches!(steps, [At::Key("raw")]) => {
            read.replace("\r\n", "\n") == meant.replace("\r\n", "\n").trim_end_matches('\n')
        }
        (Json::Array(read), Json::Array(meant)) => {
            read.len() == meant.len() && read.iter().zip(meant).all(|(read, meant)| same(read, meant, steps))
        }
        // A flag may be meant without its list, a pair as the text of one.
        (Json::Array(read), meant) => matches!(read.as_slice(), [one] if same(one, meant, steps)),
        (Json::Object(read), Json::String(meant)) => {
            let text = |key: &str| read.get(key).and_then(Json::as_str).unwrap_or_default();
            meant.split_once('=').is_some_and(|(key, _)| key == text("key"))
        }
        (Json::Object(read), Json::Object(_)) => {
            let field = |key: &str| read.get(key).zip(meant.get(key));
            field("key").is_some_and(|(read, meant)| same(read, meant, steps))
                && meant
                    .get("value")
                    .is_none_or(|_| field("value").is_some_and(|(read, meant)| same(read, meant, steps)))
        }
        (Json::String(read), meant) => text_of(meant).is_ok_and(|meant| *read == meant),
        _ => false,
    }
}

/// The name and the arguments of the command that the route leads into.
fn words_of(tree: &Json, at: &Route) -> Vec<Json> {
    let command = at.0.iter().take(4).try_fold(tree, |json, step| match step {
        Step::Key(key) => json.get(key),
        Step::Index(index) => json.get(index),
        Step::Slice(..) => None,
    });
    let Some(command) = command else { return Vec::new() };
    let args = command.get("args").and_then(Json::as_array).cloned().unwrap_or_default();
    [command.get("name").cloned().unwrap_or_default()].into_iter().chain(args).collect()
}
