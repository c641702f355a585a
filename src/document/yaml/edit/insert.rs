//! New members and items in blocks.

use serde_json::{Map, Value as Json};

use super::place::{Holder, Placer, Slot};
use super::write::Block;
use crate::document::tree::NodeId;

impl Placer<'_> {
    /// New members after the mapping's last line, so that a comment there stays with its value.
    pub(super) fn insert_members(
        &mut self,
        id: NodeId,
        slot: Slot<'_>,
        column: usize,
        added: &Map<String, Json>,
    ) {
        let page = self.page;
        let block = Block { habits: self.habits.near(page, id), newline: page.newline, literals: true };
        let lines: Vec<String> = added.iter().map(|(key, value)| block.member(key, value, column)).collect();
        let end = page.value_end(id, slot.after);
        self.insert_lines(page.line_after(id, end), column, &lines);
    }

    /// New items before the item `index`, or after the last.
    pub(super) fn insert_items(
        &mut self,
        id: NodeId,
        slot: Slot<'_>,
        column: usize,
        dashes: &[usize],
        index: usize,
        values: &[Json],
    ) {
        let page = self.page;
        let block = Block { habits: self.habits.near(page, id), newline: page.newline, literals: true };
        let lines: Vec<String> = values.iter().map(|value| block.item(value, column)).collect();
        let before = index.checked_sub(1).and_then(|i| Some((*page.tree.items(id).get(i)?, *dashes.get(i)?)));
        match (before, dashes.first()) {
            // After the item before it, so that comments above the next item stay there.
            (Some((item, dash)), _) => {
                let end = page.value_end(item, dash + 1);
                self.insert_lines(page.line_after(item, end), column, &lines);
            }
            (None, Some(_)) if slot.holder == Holder::Key => {
                self.insert_lines(page.next_line(slot.after), column, &lines);
            }
            (None, first) => {
                let at = first.copied().unwrap_or(slot.after);
                let indent = format!("{}{}", page.newline, " ".repeat(column));
                self.edit(at, at, format!("{}{indent}", lines.join(&indent)));
            }
        }
    }

    /// Lines at the start of the line `at`, or after the last line if it has no end.
    fn insert_lines(&mut self, at: usize, column: usize, lines: &[String]) {
        let page = self.page;
        let indent = " ".repeat(column);
        let body = lines.join(&format!("{}{indent}", page.newline));
        if at == page.text.len() && !page.text.ends_with('\n') {
            self.edit(at, at, format!("{}{indent}{body}", page.newline));
        } else {
            self.edit(at, at, format!("{indent}{body}{}", page.newline));
        }
    }
}
