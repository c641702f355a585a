//! How a document is indented, so that new text looks like the text around it.

use std::collections::BTreeMap;

use super::page::Page;
use crate::document::tree::{Data, NodeId, Style, Via};
use crate::limits;

/// Distances in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Habits {
    /// From a key to the keys of the mapping under it.
    pub(super) step: usize,
    /// From a key to the dashes of the list under it: 0 or more.
    pub(super) list: usize,
    /// From a dash to its item.
    pub(super) dash: usize,
}

/// What was counted: how often each distance occurs.
#[derive(Default)]
struct Count {
    steps: BTreeMap<usize, usize>,
    lists: BTreeMap<usize, usize>,
    dashes: BTreeMap<usize, usize>,
}

impl Habits {
    /// The habits of the whole document.
    pub(super) fn of(page: &Page<'_>) -> Self {
        let mut count = Count::default();
        count.node(page, page.tree.root, limits::DEPTH);
        let step = most(&count.steps).or_else(|| most(&count.lists).filter(|n| *n > 0)).unwrap_or(2);
        let list = most(&count.lists).unwrap_or(step);
        Self { step: step.max(1), list, dash: most(&count.dashes).unwrap_or(2).max(2) }
    }

    /// The habits in the mapping or list `id`, which may differ from those of the document.
    pub(super) fn near(self, page: &Page<'_>, id: NodeId) -> Self {
        let mut count = Count::default();
        count.node(page, id, 1);
        Self {
            step: most(&count.steps).unwrap_or(self.step).max(1),
            list: most(&count.lists).unwrap_or(self.list),
            dash: most(&count.dashes).unwrap_or(self.dash).max(2),
        }
    }
}

/// The commonest distance; of equally common ones the smallest.
fn most(counts: &BTreeMap<usize, usize>) -> Option<usize> {
    counts.iter().max_by_key(|(distance, count)| (**count, usize::MAX - **distance)).map(|(d, _)| *d)
}

impl Count {
    fn node(&mut self, page: &Page<'_>, id: NodeId, depth: usize) {
        let node = page.tree.node(id);
        if node.style != Style::Block || depth == 0 {
            return;
        }
        match &node.data {
            Data::Map(members) => {
                for member in members.iter().filter(|m| m.via == Via::Direct) {
                    self.member(page, page.column(member.key_span.start as usize), member.value);
                    self.node(page, member.value, depth - 1);
                }
            }
            Data::List(items) => {
                for item in items {
                    self.item(page, *item);
                    self.node(page, *item, depth - 1);
                }
            }
            _ => {}
        }
    }

    fn member(&mut self, page: &Page<'_>, column: usize, value: NodeId) {
        let node = page.tree.node(value);
        if node.style != Style::Block {
            return;
        }
        match &node.data {
            Data::Map(_) => {
                let inner = page.column(node.span.start as usize);
                if inner > column {
                    *self.steps.entry(inner - column).or_default() += 1;
                }
            }
            Data::List(items) => {
                let Some(dash) = items.first().and_then(|item| dash_of(page, *item)) else { return };
                if let Some(inner) = page.column(dash).checked_sub(column) {
                    *self.lists.entry(inner).or_default() += 1;
                }
            }
            _ => {}
        }
    }

    fn item(&mut self, page: &Page<'_>, item: NodeId) {
        let start = page.tree.node(item).span.start as usize;
        let Some(dash) = dash_of(page, item) else { return };
        if !page.slice(dash, start).contains('\n') {
            *self.dashes.entry(start - dash).or_default() += 1;
        }
    }
}

/// The dash right before an item's content.
fn dash_of(page: &Page<'_>, item: NodeId) -> Option<usize> {
    let node = page.tree.node(item);
    if matches!(node.style, Style::Missing) {
        return None;
    }
    // A list as an item may begin with its own first dash.
    let start = match (&node.data, node.style) {
        (Data::List(items), Style::Block) => page.tree.node(*items.first()?).span.start,
        _ => node.span.start,
    };
    let before = page.slice(0, start as usize).trim_end_matches([' ', '\t', '\r', '\n']);
    before.ends_with('-').then(|| before.len() - 1)
}
