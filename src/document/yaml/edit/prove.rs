//! The proof that edited text reads back as exactly what was meant, and as nothing else.
//!
//! The operations are applied to the plain value, independently of the plan that made the edits.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::merge::occurrence;
use super::page::Page;
use crate::document::tree::Style;
use crate::document::{Document, FileKind, PatchError, PatchOp, Route, Step, classify, parse};
use crate::text::{Edit, SourceFile, Span, apply};

/// Proves that `edits` do what `ops` mean.
pub(super) fn prove(page: &Page<'_>, ops: &[&PatchOp], edits: &[Edit]) -> Result<(), PatchError> {
    let document = page.document;
    let unit = document.unit;
    if edits.iter().any(|edit| !unit.contains(edit.span)) {
        return Err(PatchError::NotEqual);
    }
    let text = document.source.slice(unit);
    let within = |edit: &Edit| {
        let start = edit.span.start as usize - unit.start as usize;
        Edit { span: Span::new(start, start + edit.span.len()), text: edit.text.clone() }
    };
    let edits_in_unit: Vec<Edit> = edits.iter().map(within).collect();
    let edited = apply(text, &edits_in_unit).map_err(|_| PatchError::NotEqual)?;
    // The marks between this document and its neighbours must stay where they are.
    let begins = unit.start == 0 || edited.starts_with("---");
    let ends = unit.end as usize == page.text.len() || edited.ends_with('\n');
    // A JSON value among others bears its marks itself.
    let braced = |text: &str| text.starts_with('{') && text.ends_with('}');
    let value = document.source.path.is_json() && braced(text) && braced(&edited);
    if !(begins && ends || value) {
        return Err(PatchError::NotEqual);
    }
    let after = read(document, edited).ok_or(PatchError::NotEqual)?;
    let is_it = |d: &&Document| d.item == document.item && d.kind == document.kind;
    let new = after.iter().find(is_it).ok_or(PatchError::NotEqual)?;
    let wanted = expected(page, ops).ok_or(PatchError::NotEqual)?;
    if !same(&new.tree.to_json(), &wanted) {
        return Err(PatchError::NotEqual);
    }
    if comments(document, edits) != comments(new, &[]) {
        return Err(PatchError::NotEqual);
    }
    if after.len() > 1 {
        // The other items of a `kind: List` share the text and must not have moved.
        let before = read(document, text.to_owned()).ok_or(PatchError::NotEqual)?;
        let others = |documents: &[Document]| -> Vec<Json> {
            documents.iter().filter(|d| d.item != document.item).map(|d| d.tree.to_json()).collect()
        };
        if others(&before) != others(&after) {
            return Err(PatchError::NotEqual);
        }
    }
    Ok(())
}

fn read(document: &Document, text: String) -> Option<Vec<Document>> {
    // A Compose project under another name was read in the dialect of the file's kind, not its own.
    let kind = match (document.kind, classify(&document.source.path, &text)) {
        (FileKind::Compose, FileKind::Yaml) => FileKind::Yaml,
        (kind, _) => kind,
    };
    let source = Arc::new(SourceFile::new(document.source.path.clone(), text));
    let parsed = parse(&source, kind);
    parsed.problems.is_empty().then_some(parsed.documents)
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

/// Whether two values are equal; `1.0` and `1` are the same number.
pub(super) fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => {
            a == b || (a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, v)| b.get(k).is_some_and(|other| same(v, other)))
        }
        _ => a == b,
    }
}

/// The document's value with the operations applied to it. All routes speak of the value as it was, so what
/// shifts indices comes last, from the end to the beginning.
fn expected(page: &Page<'_>, ops: &[&PatchOp]) -> Option<Json> {
    let mut value = page.tree.to_json();
    let mut parts: BTreeMap<Route, Vec<(usize, usize, &str)>> = BTreeMap::new();
    let mut shifting: Vec<&PatchOp> = Vec::new();
    for op in ops {
        let (route, slice) = match op.at().0.split_last() {
            Some((Step::Slice(start, end), head)) => (Route(head.to_vec()), Some((*start, *end))),
            _ => (op.at().clone(), None),
        };
        match (op, slice) {
            (PatchOp::Set { value: new, .. }, Some((start, end))) => {
                parts.entry(route).or_default().push((start, end, new.as_str()?));
            }
            (PatchOp::Remove { .. }, Some((start, end))) => {
                parts.entry(route).or_default().push((start, end, ""));
            }
            (PatchOp::Replace { find, with, .. }, slice) => {
                let text = at(&mut value, &route.0)?.as_str()?;
                let (start, end) = slice.unwrap_or((0, text.len()));
                let found = occurrence(text.get(start..end)?, find).ok()?;
                parts.entry(route).or_default().push((start + found.start, start + found.end, with));
            }
            (_, Some(_)) => return None,
            (PatchOp::Set { value: new, .. }, None) => set(&mut value, &route.0, new)?,
            _ => shifting.push(op),
        }
    }
    for (route, mut parts) in parts {
        parts.sort();
        parts.dedup();
        let place = at(&mut value, &route.0)?;
        let mut text = place.as_str()?.to_owned();
        for (start, end, with) in parts.into_iter().rev() {
            text.get(start..end)?;
            text.replace_range(start..end, with);
        }
        *place = Json::String(text);
    }
    // From the end; at one place removals come before insertions, later insertions before earlier ones.
    let grown = value.clone();
    let mut shifting: Vec<(usize, Route, &PatchOp)> =
        shifting.into_iter().enumerate().map(|(i, op)| (i, clamped(page, op), op)).collect();
    shifting.sort_by(|(i, a, left), (j, b, right)| {
        let inserts = |op: &PatchOp| matches!(op, PatchOp::Insert { .. });
        (b, inserts(left), j).cmp(&(a, inserts(right), i))
    });
    for (_, route, op) in shifting {
        match op {
            PatchOp::Remove { at } => remove(page, &mut value, &at.0)?,
            PatchOp::Insert { value: new, .. } => insert(page, &grown, &mut value, &route.0, new)?,
            PatchOp::Rename { at: route, to } => {
                let (Step::Key(key), head) = route.0.split_last()? else { return None };
                let map = at(&mut value, head)?.as_object_mut()?;
                let moved = map.remove(key)?;
                map.insert(to.clone(), moved);
            }
            PatchOp::Set { .. } | PatchOp::Replace { .. } => return None,
        }
    }
    Some(value)
}

fn at<'v>(value: &'v mut Json, steps: &[Step]) -> Option<&'v mut Json> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(*index),
        Step::Slice(..) => None,
    })
}

/// The place at `steps`, made with all its parents if it is not there.
fn grow<'v>(value: &'v mut Json, steps: &[Step]) -> Option<&'v mut Json> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => {
            if value.is_null() {
                *value = Json::Object(serde_json::Map::new());
            }
            Some(value.as_object_mut()?.entry(key).or_insert(Json::Null))
        }
        Step::Index(index) => {
            if value.is_null() {
                *value = Json::Array(Vec::new());
            }
            let list = value.as_array_mut()?;
            if *index == list.len() {
                list.push(Json::Null);
            }
            list.get_mut(*index)
        }
        Step::Slice(..) => None,
    })
}

fn set(value: &mut Json, steps: &[Step], new: &Json) -> Option<()> {
    *grow(value, steps)? = new.clone();
    Some(())
}

/// The operation's route; an index after a list's end becomes the list's length.
fn clamped(page: &Page<'_>, op: &PatchOp) -> Route {
    let mut route = op.at().clone();
    if let (PatchOp::Insert { .. }, Some(Step::Index(index))) = (op, route.0.pop()) {
        route = route.index(index.min(length(page, &route)));
        return route;
    }
    op.at().clone()
}

/// How many items the list at `route` has in the document.
fn length(page: &Page<'_>, route: &Route) -> usize {
    let reached = page.tree.walk(route);
    if reached.depth == route.0.len() { page.tree.items(reached.node).len() } else { 0 }
}

fn insert(page: &Page<'_>, grown: &Json, value: &mut Json, steps: &[Step], new: &Json) -> Option<()> {
    let (Step::Index(index), head) = steps.split_last()? else { return None };
    let place = grow(value, head)?;
    if place.is_null() {
        *place = Json::Array(Vec::new());
    }
    let list = place.as_array_mut()?;
    let end = at(&mut grown.clone(), head).and_then(|v| v.as_array().map(Vec::len)).unwrap_or(0);
    let appended = *index >= length(page, &Route(head.to_vec()));
    list.insert(if appended { end } else { *index }.min(list.len()), new.clone());
    Some(())
}

/// Removes a value, and the key of a block collection that becomes empty.
fn remove(page: &Page<'_>, value: &mut Json, steps: &[Step]) -> Option<()> {
    let (last, head) = steps.split_last()?;
    let holder = at(value, head)?;
    let empty = match (holder, last) {
        (Json::Object(map), Step::Key(key)) => map.remove(key).map(|_| map.is_empty()),
        (Json::Array(list), Step::Index(index)) => (*index < list.len()).then(|| {
            list.remove(*index);
            list.is_empty()
        }),
        _ => None,
    }?;
    let reached = page.tree.walk(&Route(head.to_vec()));
    let block = reached.depth == head.len() && page.tree.node(reached.node).style == Style::Block;
    if empty && block && !head.is_empty() { remove(page, value, head) } else { Some(()) }
}
