//! Settling a plan: what changes nothing is left out, and what becomes empty goes.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::merge::{Change, ListChange, MapChange};
use super::page::Page;
use crate::document::tree::{NodeId, Style};

/// Leaves out what changes nothing, and lets what becomes empty go with its key: `key:` would be null.
pub(super) fn settle(page: &Page<'_>, id: NodeId, change: Change, root: bool) -> Option<Change> {
    let node = page.tree.node(id);
    match change {
        Change::Text(mut parts) => {
            let text = page.tree.as_str(id).unwrap_or_default();
            parts.retain(|(range, with)| text.get(range.clone()) != Some(with));
            (!parts.is_empty()).then_some(Change::Text(parts))
        }
        Change::Map(MapChange { members, renamed, added }) => {
            let settled = members.into_iter().filter_map(|(key, change)| {
                let inner = settle(page, page.tree.get(id, &key)?, change, false)?;
                Some((key, inner))
            });
            let members: BTreeMap<String, Change> = settled.collect();
            if members.is_empty() && renamed.is_empty() && added.is_empty() {
                return None;
            }
            let removed = members.values().filter(|c| matches!(c, Change::Remove)).count();
            let emptied = removed > 0 && removed == page.tree.members(id).len();
            match (emptied, added.is_empty()) {
                (true, false) => Some(Change::Write(Json::Object(added))),
                (true, true) if root => Some(Change::Write(Json::Object(added))),
                (true, true) if node.style == Style::Block => Some(Change::Remove),
                _ => Some(Change::Map(MapChange { members, renamed, added })),
            }
        }
        Change::List(ListChange { items, mut inserted, mut grown }) => {
            let old = page.tree.items(id);
            if !grown.is_empty() {
                grown.append(&mut inserted.remove(&old.len()).unwrap_or_default());
                inserted.insert(old.len(), grown);
            }
            let settled = items.into_iter().filter_map(|(index, change)| {
                let inner = settle(page, *old.get(index)?, change, false)?;
                Some((index, inner))
            });
            let items: BTreeMap<usize, Change> = settled.collect();
            if items.is_empty() && inserted.is_empty() {
                return None;
            }
            let removed = items.values().filter(|c| matches!(c, Change::Remove)).count();
            let emptied = removed > 0 && removed == old.len();
            match (emptied, inserted.is_empty()) {
                (true, false) => Some(Change::Write(inserted.into_values().flatten().collect())),
                (true, true) if root => Some(Change::Write(Json::Array(Vec::new()))),
                (true, true) if node.style == Style::Block => Some(Change::Remove),
                _ => Some(Change::List(ListChange { items, inserted, grown: Vec::new() })),
            }
        }
        other => Some(other),
    }
}
