//! What an operation means, on plain data: computed here, and not by the code under test.

use gatecheck::document::{Document, PatchOp, Route, Step, Style};
use serde_json::Value as Json;

/// Whether two values are equal; `1.0` and `1` are the same number, and so are two that readers round to.
pub(super) fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => {
            let (x, y) = (a.as_f64().unwrap_or_default(), b.as_f64().unwrap_or_default());
            a == b || x == y || (x - y).abs() <= x.abs() * f64::EPSILON * 2.0
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}

/// The document's value after the operation; `None` if it cannot be done.
pub(super) fn meant(document: &Document, op: &PatchOp) -> Option<Json> {
    let mut value = document.tree.to_json();
    let (last, head) = match op.at().0.split_last() {
        Some((last, head)) => (Some(last), head),
        None => (None, &[][..]),
    };
    match (op, last) {
        (PatchOp::Set { value: new, .. }, Some(Step::Slice(start, end))) => {
            replace(place(&mut value, head)?, *start, *end, new.as_str()?)?;
        }
        (PatchOp::Remove { .. }, Some(Step::Slice(start, end))) => {
            replace(place(&mut value, head)?, *start, *end, "")?;
        }
        (PatchOp::Set { at, value: new }, _) => *grown(&mut value, &at.0)? = new.clone(),
        (PatchOp::Insert { value: new, .. }, Some(Step::Index(index))) => {
            let list = grown(&mut value, head)?;
            if list.is_null() {
                *list = Json::Array(Vec::new());
            }
            let list = list.as_array_mut()?;
            list.insert((*index).min(list.len()), new.clone());
        }
        (PatchOp::Remove { at }, Some(_)) => remove(document, &mut value, &at.0)?,
        (PatchOp::Replace { at, find, with }, _) => {
            let place = place(&mut value, &at.0)?;
            let start = place.as_str()?.find(find.as_str())?;
            let twice = place.as_str()?.matches(find.as_str()).count() > 1;
            if twice || find.is_empty() {
                return None;
            }
            replace(place, start, start + find.len(), with)?;
        }
        (PatchOp::Rename { to, .. }, Some(Step::Key(key))) => {
            let members = place(&mut value, head)?.as_object_mut()?;
            let moved = members.remove(key)?;
            if members.insert(to.clone(), moved).is_some() {
                return None;
            }
        }
        _ => return None,
    }
    Some(value)
}

/// Puts `with` in the place of the bytes from `start` to `end` of a text.
fn replace(place: &mut Json, start: usize, end: usize, with: &str) -> Option<()> {
    let mut text = place.as_str()?.to_owned();
    text.get(start..end)?;
    text.replace_range(start..end, with);
    *place = Json::String(text);
    Some(())
}

fn child<'v>(value: &'v mut Json, step: &Step) -> Option<&'v mut Json> {
    match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(*index),
        Step::Slice(..) => None,
    }
}

fn place<'v>(value: &'v mut Json, steps: &[Step]) -> Option<&'v mut Json> {
    steps.iter().try_fold(value, child)
}

/// The place, made with all its parents where nothing is.
fn grown<'v>(value: &'v mut Json, steps: &[Step]) -> Option<&'v mut Json> {
    steps.iter().try_fold(value, |value, step| {
        match step {
            Step::Key(key) => {
                if value.is_null() {
                    *value = Json::Object(Default::default());
                }
                value.as_object_mut()?.entry(key).or_insert(Json::Null);
            }
            Step::Index(index) => {
                if value.is_null() {
                    *value = Json::Array(Vec::new());
                }
                let list = value.as_array_mut()?;
                if *index == list.len() {
                    list.push(Json::Null);
                }
            }
            Step::Slice(..) => return None,
        }
        child(value, step)
    })
}

/// Takes a member or item away, and with it the block that it leaves empty.
fn remove(document: &Document, value: &mut Json, steps: &[Step]) -> Option<()> {
    let (last, head) = steps.split_last()?;
    let empty = match (place(value, head)?, last) {
        (Json::Object(members), Step::Key(key)) => {
            members.remove(key)?;
            members.is_empty()
        }
        (Json::Array(items), Step::Index(index)) if *index < items.len() => {
            items.remove(*index);
            items.is_empty()
        }
        _ => return None,
    };
    let holder = document.tree.walk(&Route(head.to_vec())).node;
    let goes_too = empty && !head.is_empty() && document.tree.node(holder).style == Style::Block;
    if goes_too { remove(document, value, head) } else { Some(()) }
}
