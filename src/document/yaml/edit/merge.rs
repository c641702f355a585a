//! Merging the operations of one document into one plan: what becomes of each node.
//!
//! Every route speaks of the document as it is, so an index does not shift because another operation removes
//! an item. Operations that contradict each other are refused. The plan says nothing about bytes.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Map, Value as Json};

use super::page::{Page, refuse};
use super::prove::same;
use super::settle::settle;
use crate::document::tree::{Data, Member, NodeId, Style, Via};
use crate::document::{PatchError, PatchOp, Route, Step};

/// What becomes of one node.
#[derive(Debug)]
pub(super) enum Change {
    /// It is replaced by this value.
    Write(Json),
    /// Parts of its text are replaced: byte ranges of the value as it is read.
    Text(Vec<(Range<usize>, String)>),
    /// It is a mapping, or nothing yet, and changes in its members.
    Map(MapChange),
    /// It is a list, or nothing yet, and changes in its items.
    List(ListChange),
    /// It goes, with its key or dash.
    Remove,
}

#[derive(Debug, Default)]
pub(super) struct MapChange {
    pub(super) members: BTreeMap<String, Change>,
    pub(super) renamed: BTreeMap<String, String>,
    pub(super) added: Map<String, Json>,
}

#[derive(Debug, Default)]
pub(super) struct ListChange {
    pub(super) items: BTreeMap<usize, Change>,
    /// New items, each before the item of that index.
    pub(super) inserted: BTreeMap<usize, Vec<Json>>,
    /// New items at the end, which routes may lead into.
    pub(super) grown: Vec<Json>,
}

/// What an operation does where its route ends.
#[derive(Clone, Copy)]
enum Act<'a> {
    Set(&'a Json),
    Insert(&'a Json),
    Remove,
    Replace(&'a str, &'a str),
    Rename(&'a str),
}

/// Merges `ops` into what becomes of the root; `None` if nothing changes.
pub(super) fn merge(page: &Page<'_>, ops: &[&PatchOp]) -> Result<Option<Change>, PatchError> {
    let mut root = None;
    for op in ops {
        let (at, act) = match op {
            PatchOp::Set { at, value } => (at, Act::Set(value)),
            PatchOp::Insert { at, value } => (at, Act::Insert(value)),
            PatchOp::Remove { at } => (at, Act::Remove),
            PatchOp::Replace { at, find, with } => (at, Act::Replace(find, with)),
            PatchOp::Rename { at, to } => (at, Act::Rename(to)),
        };
        if let Act::Set(value) = act {
            let reached = page.tree.walk(at);
            if reached.depth == at.0.len() && same(&page.tree.json_of(reached.node), value) {
                continue;
            }
        }
        Merger { page, at, act }.descend(&mut root, page.tree.root, 0)?;
    }
    Ok(root.and_then(|change| settle(page, page.tree.root, change, true)))
}

struct Merger<'a> {
    page: &'a Page<'a>,
    at: &'a Route,
    act: Act<'a>,
}

impl Merger<'_> {
    fn route(&self, done: usize) -> Route {
        Route(self.at.0[..done].to_vec())
    }

    fn missing<T>(&self) -> Result<T, PatchError> {
        Err(PatchError::Missing(self.at.clone()))
    }

    fn contradiction<T>(&self) -> Result<T, PatchError> {
        refuse(&format!("two operations contradict each other at {}", self.at))
    }

    fn descend(&self, change: &mut Option<Change>, id: NodeId, done: usize) -> Result<(), PatchError> {
        let rest = &self.at.0[done..];
        match change {
            Some(Change::Write(value)) => return self.graft(value, rest),
            Some(Change::Remove) if matches!(self.act, Act::Remove) && rest.is_empty() => return Ok(()),
            Some(Change::Remove) => return self.contradiction(),
            _ => {}
        }
        let node = self.page.tree.node(id);
        let replaced = !(rest.is_empty() && matches!(self.act, Act::Remove));
        if node.style == Style::Alias && replaced {
            return Err(PatchError::Shared(self.route(done)));
        }
        match rest {
            [] => self.end(change, id, done),
            [Step::Slice(start, end)] => self.slice(change, id, *start..*end),
            [Step::Slice(..), ..] => self.missing(),
            [Step::Key(key), ..] => self.key(change, id, done, key),
            [Step::Index(index), ..] => self.index(change, id, done, *index),
        }
    }

    fn key(&self, change: &mut Option<Change>, id: NodeId, done: usize, key: &str) -> Result<(), PatchError> {
        let node = self.page.tree.node(id);
        if !matches!(node.data, Data::Map(_) | Data::Null) {
            return self.wrong_kind(done, "a mapping");
        }
        let member = self.member(id, key, done)?;
        let map = match change.get_or_insert_with(|| Change::Map(MapChange::default())) {
            Change::Map(map) => map,
            _ => return self.contradiction(),
        };
        let last = done + 1 == self.at.0.len();
        match member {
            Some(_) if last && let Act::Rename(to) = self.act => {
                if self.page.tree.member(id, to).is_some() || map.added.contains_key(to) {
                    return refuse(&format!("there is already a key {to:?} beside {}", self.at));
                }
                map.renamed.insert(key.to_owned(), to.to_owned());
                Ok(())
            }
            Some(member) => {
                if let Some(after) = self.page.after_colon(member) {
                    self.page.refuse_anchored(after, member.value, &self.route(done + 1))?;
                }
                let mut inner = map.members.remove(key);
                let result = self.descend(&mut inner, member.value, done + 1);
                if let Some(inner) = inner {
                    map.members.insert(key.to_owned(), inner);
                }
                result
            }
            None if !self.creates() => self.missing(),
            None => {
                let value = map.added.entry(key).or_insert(Json::Null);
                self.graft(value, &self.at.0[done + 1..])
            }
        }
    }

    /// The one member of that key, if it is there and an edit may go through it.
    fn member(&self, id: NodeId, key: &str, done: usize) -> Result<Option<&Member>, PatchError> {
        let members = self.page.tree.members(id);
        let mut named = members.iter().filter(|m| &*m.key == key && m.via == Via::Direct);
        let found = named.next();
        if named.next().is_some() {
            return refuse(&format!("{} is written twice", self.route(done + 1)));
        }
        match found {
            None if members.iter().any(|m| &*m.key == key) => Err(PatchError::Shared(self.route(done + 1))),
            Some(member) if self.page.is_explicit(member) => {
                refuse(&format!("the key of {} is written with an explicit '?'", self.route(done + 1)))
            }
            found => Ok(found),
        }
    }

    fn index(
        &self,
        change: &mut Option<Change>,
        id: NodeId,
        done: usize,
        index: usize,
    ) -> Result<(), PatchError> {
        let node = self.page.tree.node(id);
        if !matches!(node.data, Data::List(_) | Data::Null) {
            return self.wrong_kind(done, "a list");
        }
        let items = self.page.tree.items(id);
        let list = match change.get_or_insert_with(|| Change::List(ListChange::default())) {
            Change::List(list) => list,
            _ => return self.contradiction(),
        };
        let rest = &self.at.0[done + 1..];
        if let (Act::Insert(value), true) = (self.act, rest.is_empty()) {
            list.inserted.entry(index.min(items.len())).or_default().push(value.clone());
            return Ok(());
        }
        if let Some(item) = items.get(index) {
            let mut inner = list.items.remove(&index);
            let result = self.descend(&mut inner, *item, done + 1);
            if let Some(inner) = inner {
                list.items.insert(index, inner);
            }
            return result;
        }
        let grown = &mut list.grown;
        let place = index - items.len();
        if !self.creates() || place > grown.len() {
            return self.missing();
        }
        if place == grown.len() {
            grown.push(Json::Null);
        }
        match grown.get_mut(place) {
            Some(value) => self.graft(value, rest),
            None => self.missing(),
        }
    }

    fn creates(&self) -> bool {
        matches!(self.act, Act::Set(_) | Act::Insert(_)) && !matches!(self.at.0.last(), Some(Step::Slice(..)))
    }

    fn wrong_kind<T>(&self, done: usize, wanted: &str) -> Result<T, PatchError> {
        if !self.creates() {
            return self.missing();
        }
        match done {
            0 => refuse(&format!("the document is not {wanted}")),
            _ => refuse(&format!("{} is not {wanted}", self.route(done))),
        }
    }

    /// The route ends at an existing node.
    fn end(&self, change: &mut Option<Change>, id: NodeId, done: usize) -> Result<(), PatchError> {
        match self.act {
            Act::Set(value) => self.set(change, id, value, done),
            Act::Remove if done == 0 => refuse("the whole document would go"),
            Act::Remove if change.is_some() => self.contradiction(),
            Act::Remove => {
                *change = Some(Change::Remove);
                Ok(())
            }
            Act::Replace(find, with) => {
                let Some(text) = self.page.tree.as_str(id) else { return refuse("the value is not text") };
                let part = occurrence(text, find)?;
                self.part(change, part, with)
            }
            Act::Insert(_) => refuse("an insertion needs an index as the last step of its route"),
            Act::Rename(_) => refuse("only a key can be renamed"),
        }
    }

    fn set(
        &self,
        change: &mut Option<Change>,
        id: NodeId,
        value: &Json,
        done: usize,
    ) -> Result<(), PatchError> {
        if same(&self.page.tree.json_of(id), value) {
            return Ok(());
        }
        let sub = |step: Step, act: Act<'_>, change: &mut Option<Change>| {
            let at = self.route(done).join(step);
            Merger { page: self.page, at: &at, act }.descend(change, id, done)
        };
        match (&self.page.tree.node(id).data, value) {
            (Data::Map(old), Json::Object(new)) if old.iter().any(|m| new.contains_key(&*m.key)) => {
                if old.iter().any(|m| m.via == Via::Merge) {
                    return Err(PatchError::Shared(self.route(done)));
                }
                for member in old.iter().filter(|m| !new.contains_key(&*m.key)) {
                    sub(Step::Key(member.key.to_string()), Act::Remove, change)?;
                }
                for (key, value) in new {
                    sub(Step::Key(key.clone()), Act::Set(value), change)?;
                }
                Ok(())
            }
            (Data::List(old), Json::Array(new)) if !old.is_empty() && !new.is_empty() => {
                let equal = |a: &NodeId, b: &Json| same(&self.page.tree.json_of(*a), b);
                let shorter = old.len().min(new.len());
                let head = old.iter().zip(new).take_while(|(a, b)| equal(a, b)).count();
                let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| equal(a, b)).count();
                let tail = tail.min(shorter - head);
                let (old_end, new_end) = (old.len() - tail, new.len() - tail);
                let paired = head + (old_end - head).min(new_end - head);
                for (index, value) in new.iter().enumerate().take(paired).skip(head) {
                    sub(Step::Index(index), Act::Set(value), change)?;
                }
                for index in paired..old_end {
                    sub(Step::Index(index), Act::Remove, change)?;
                }
                for value in &new[paired..new_end] {
                    sub(Step::Index(old_end), Act::Insert(value), change)?;
                }
                Ok(())
            }
            _ if change.is_some() => self.contradiction(),
            _ => {
                *change = Some(Change::Write(value.clone()));
                Ok(())
            }
        }
    }

    fn slice(&self, change: &mut Option<Change>, id: NodeId, range: Range<usize>) -> Result<(), PatchError> {
        let Some(part) = self.page.tree.as_str(id).and_then(|text| text.get(range.clone())) else {
            return self.missing();
        };
        match self.act {
            Act::Set(Json::String(text)) => self.part(change, range, text),
            Act::Set(_) => refuse("a part of a text can only become text"),
            Act::Remove => self.part(change, range, ""),
            Act::Replace(find, with) => {
                let found = occurrence(part, find)?;
                self.part(change, range.start + found.start..range.start + found.end, with)
            }
            Act::Insert(_) | Act::Rename(_) => refuse("a part of a text has neither items nor a key"),
        }
    }

    fn part(&self, change: &mut Option<Change>, range: Range<usize>, with: &str) -> Result<(), PatchError> {
        let parts = match change.get_or_insert_with(|| Change::Text(Vec::new())) {
            Change::Text(parts) => parts,
            _ => return self.contradiction(),
        };
        let new = (range, with.to_owned());
        if parts.contains(&new) {
            return Ok(());
        }
        let clash = |(old, _): &(Range<usize>, String)| {
            (old.start < new.0.end && new.0.start < old.end) || *old == new.0
        };
        if parts.iter().any(clash) {
            return self.contradiction();
        }
        parts.push(new);
        parts.sort_by_key(|(range, _)| (range.start, range.end));
        Ok(())
    }

    /// Carries on in a value that is not in the document yet; null stands for nothing.
    fn graft(&self, value: &mut Json, rest: &[Step]) -> Result<(), PatchError> {
        match (rest, value) {
            ([], value) => match self.act {
                Act::Set(new) if value.is_null() || value == new => {
                    *value = new.clone();
                    Ok(())
                }
                _ => self.contradiction(),
            },
            ([Step::Key(key), rest @ ..], value) => {
                if value.is_null() {
                    *value = Json::Object(Map::new());
                }
                match value.as_object_mut() {
                    Some(map) => self.graft(map.entry(key).or_insert(Json::Null), rest),
                    None => self.contradiction(),
                }
            }
            ([Step::Index(index), rest @ ..], value) => {
                if value.is_null() {
                    *value = Json::Array(Vec::new());
                }
                let Some(list) = value.as_array_mut() else { return self.contradiction() };
                if let (Act::Insert(new), true) = (self.act, rest.is_empty()) {
                    list.push(new.clone());
                    return Ok(());
                }
                if *index == list.len() {
                    list.push(Json::Null);
                }
                match list.get_mut(*index) {
                    Some(item) => self.graft(item, rest),
                    None => self.missing(),
                }
            }
            ([Step::Slice(..), ..], _) => self.missing(),
        }
    }
}

/// The one place of `find` in `text`.
pub(super) fn occurrence(text: &str, find: &str) -> Result<Range<usize>, PatchError> {
    let mut found = text.match_indices(find);
    match (found.next(), found.next()) {
        (Some((at, _)), None) if !find.is_empty() => Ok(at..at + find.len()),
        (None, _) => refuse("the text to replace is not there"),
        _ => refuse("the text to replace stands there more than once"),
    }
}
