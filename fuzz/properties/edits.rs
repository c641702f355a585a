//! Edits: any operation on any place of any document is refused, or the edited text says exactly what was
//! meant and everything else is as it was.

use std::collections::BTreeMap;

use gatecheck::document::{Document, FileKind, Parsed, PatchOp, Step, kind_of, parse};
use gatecheck::text::{Edit, apply};
use serde_json::{Value as Json, json};

use super::input::{self, Choices, File};
use super::meant::{meant, same};
use super::{diff, input::with_choices};

/// Texts that are hard to write in some format.
const TEXTS: &[&str] = &[
    "plain",
    "",
    " ",
    "yes",
    "0644",
    "1e3",
    "it's \"so\"",
    "a: b",
    "a #b",
    "- x",
    "?",
    "é😀",
    "one\ntwo\n",
    "\n\n x",
    "\t",
    "{x}",
    "]",
    "*star",
    "&x",
    "!tag",
    "%",
    "---",
    "$A \\",
    "\u{7f}\u{85}\u{feff}\u{2028}",
];

const KEYS: &[&str] = &["new", "a b", "on", "0", "é: x", "<<", "", "spec"];

/// Any file and any operations on it: the choices at the end of the bytes say which.
pub(super) fn edits(data: &[u8]) {
    let (rest, mut choices) = Choices::split(data);
    let file = input::file(rest, "file.yaml");
    let source = file.source();
    let kind = match choices.below(8) {
        0 => FileKind::Text,
        _ => kind_of(&source.path, &source.text),
    };
    let parsed = parse(&source, kind);
    if parsed.documents.is_empty() {
        return;
    }
    let document = choices.one(&parsed.documents);
    // What is an object and a workflow is two documents of one text: what changes one changes the other.
    let is_twin = |other: &Document| (other.unit, other.item) == (document.unit, document.item);
    if parsed.documents.iter().filter(|other| is_twin(other)).count() > 1 {
        return;
    }
    let mut ops = Vec::new();
    for _ in 0..3 {
        let op = operation(document, &mut choices);
        one(&file, kind, &parsed, document, &op);
        ops.push(op);
    }
    several(&file, kind, &parsed, document, &ops);
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let wanted = |path: &str| !path.ends_with(".rego") && !path.ends_with(".pem") && !path.ends_with(".txt");
    with_choices(input::with_paths(wanted))
}

/// An operation that the choices choose.
fn operation(document: &Document, choices: &mut Choices<'_>) -> PatchOp {
    let routes = document.tree.routes();
    let (route, id) = choices.one(&routes);
    let at = route.clone();
    let text = document.tree.as_str(*id).unwrap_or_default();
    match choices.below(10) {
        0 | 1 => PatchOp::Remove { at },
        2 => PatchOp::Rename { at, to: choices.word(KEYS).to_owned() },
        3 => {
            let (start, end) = part(text, choices);
            let slice = at.join(Step::Slice(start, end));
            PatchOp::Set { at: slice, value: choices.word(TEXTS).into() }
        }
        4 => {
            let (start, end) = part(text, choices);
            PatchOp::Replace { at, find: text[start..end].to_owned(), with: choices.word(TEXTS).to_owned() }
        }
        5 => {
            let index = choices.below(document.tree.items(*id).len() + 2);
            PatchOp::Insert { at: at.index(index), value: value(document, choices) }
        }
        6 => PatchOp::Set { at: at.key(choices.word(KEYS)), value: value(document, choices) },
        7 => {
            let deep = at.key(choices.word(KEYS)).key(choices.word(KEYS));
            PatchOp::Set { at: deep, value: value(document, choices) }
        }
        _ => PatchOp::Set { at, value: value(document, choices) },
    }
}

/// A part of the text on character borders.
fn part(text: &str, choices: &mut Choices<'_>) -> (usize, usize) {
    let start = text.floor_char_boundary(choices.below(text.len() + 1));
    let length = choices.below(12);
    (start, text.ceil_char_boundary((start + length).min(text.len())))
}

/// A value that the choices choose, some of them from the text of the file itself.
fn value(document: &Document, choices: &mut Choices<'_>) -> Json {
    match choices.below(10) {
        0 => Json::Null,
        1 => true.into(),
        2 => 10_001.into(),
        3 => 1.5.into(),
        4 => json!([]),
        5 => json!({"drop": ["ALL"], "é: x": {"on": choices.word(TEXTS), "n": null}}),
        6 => json!([choices.word(TEXTS), {"name": "x", "image": "y:1"}, []]),
        7 => {
            let text = &document.source.text;
            let (start, end) = part(text, choices);
            text[start..end].into()
        }
        _ => choices.word(TEXTS).into(),
    }
}

/// Holds one operation to what it means.
fn one(file: &File, kind: FileKind, before: &Parsed, document: &Document, op: &PatchOp) {
    let Ok(edits) = document.lower(std::slice::from_ref(op)) else { return };
    let (text, after) = edited(file, kind, before, document, std::slice::from_ref(op), &edits);
    let Some(new) = after.documents.get(document.part) else {
        panic!("{op:?} takes the document away:\n{text}")
    };
    if kind.is_yaml() {
        let (said, wanted) = (new.tree.to_json(), meant(document, op));
        let right = wanted.as_ref().is_some_and(|wanted| same(&said, wanted));
        assert!(right, "{op:?} made it say {said}, not {wanted:?}:\n{text}");
    }
    if kind == FileKind::Dockerfile {
        check_instructions(document, new, op, &text);
    }
    // Set again, a value that is there changes nothing.
    let whole = !matches!(op.at().0.last(), Some(Step::Slice(..)));
    if matches!(op, PatchOp::Set { .. }) && whole && kind != FileKind::Text {
        match new.lower(std::slice::from_ref(op)) {
            Ok(again) => {
                let twice = apply(&text, &again);
                assert_eq!(twice.as_deref(), Ok(text.as_str()), "{op:?} done twice changes more");
            }
            Err(error) => assert!(!kind.is_yaml(), "{op:?} was done, and then refused: {error}\n{text}"),
        }
    }
}

/// Holds operations that were asked for together to what holds for any.
fn several(file: &File, kind: FileKind, before: &Parsed, document: &Document, ops: &[PatchOp]) {
    if let Ok(edits) = document.lower(ops) {
        edited(file, kind, before, document, ops, &edits);
    }
}

/// The edited text, as it reads, if what was not to change did not.
fn edited(
    file: &File,
    kind: FileKind,
    before: &Parsed,
    document: &Document,
    ops: &[PatchOp],
    edits: &[Edit],
) -> (String, Parsed) {
    let source = &document.source;
    let text = apply(&source.text, edits);
    let text = text.unwrap_or_else(|error| panic!("the edits of {ops:?} cannot be applied: {error}"));
    diff::check(source.path.as_str(), &source.text, &text);
    let after = parse(&input::source(file.path.clone(), text.as_bytes()), kind);
    let said =
        |parsed: &Parsed| parsed.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>();
    let (old, new) = (said(before), said(&after));
    assert!(new.len() <= old.len(), "{ops:?} made it unreadable: {new:?}, before {old:?}\n{text}");
    assert_eq!(
        after.documents.len(),
        before.documents.len(),
        "{ops:?} changed how many documents there are:\n{text}"
    );
    for (old, new) in before.documents.iter().zip(&after.documents) {
        if old.part == document.part || !kind.is_yaml() {
            continue;
        }
        let (old, new) = (old.tree.to_json(), new.tree.to_json());
        assert!(same(&old, &new), "{ops:?} changed another document from {old} to {new}:\n{text}");
    }
    if kind.is_yaml() {
        let kept = comments(document, edits);
        let now = after.documents.get(document.part).map(|new| comments(new, &[])).unwrap_or_default();
        for (comment, count) in kept {
            let left = now.get(comment).copied().unwrap_or_default();
            assert!(left >= count, "{ops:?} took the comment {comment:?} away:\n{text}");
        }
    }
    (text, after)
}

/// How often each comment occurs, those that the edits take away not counted.
fn comments<'a>(document: &'a Document, edits: &[Edit]) -> BTreeMap<&'a str, usize> {
    let mut counted = BTreeMap::new();
    for comment in document.comments.iter() {
        if !edits.iter().any(|edit| edit.span.overlaps(comment.span)) {
            *counted.entry(comment.text.trim()).or_default() += 1;
        }
    }
    counted
}

/// What is set inside of one instruction leaves the others as they were written.
fn check_instructions(old: &Document, new: &Document, op: &PatchOp, text: &str) {
    let raw = |document: &Document| -> Vec<Json> {
        let value = document.tree.to_json();
        let instructions = value["instructions"].as_array().cloned().unwrap_or_default();
        instructions.into_iter().map(|one| one["raw"].clone()).collect()
    };
    let (PatchOp::Set { at, .. }, [Step::Key(list), Step::Index(index), _, ..]) = (op, op.at().0.as_slice())
    else {
        return;
    };
    if list == "instructions" {
        let (old, new) = (raw(old), raw(new));
        assert_eq!(old.len(), new.len(), "setting {at} makes another number of instructions:\n{text}");
        let others = old.iter().zip(&new).enumerate().filter(|(number, _)| number != index);
        for (number, (old, new)) in others {
            assert_eq!(old, new, "setting {at} changes instruction {number}:\n{text}");
        }
    }
}
