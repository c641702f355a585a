//! Placing a plan in the text: which bytes change for each node.
//!
//! Blocks are handled here and in [`insert`](super::insert) and [`remove`](super::remove).

use serde_json::Value as Json;

use super::habits::Habits;
use super::merge::{Change, ListChange, MapChange};
use super::page::{Page, refuse};
use super::write::{self, Block, Flow, Quotes};
use crate::document::tree::{Data, NodeId, Style, Via};
use crate::document::{PatchError, Route, Step};
use crate::text::{Edit, Span};

/// Where a value stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot<'a> {
    pub(super) holder: Holder,
    /// Where the value may begin: after the colon or dash.
    pub(super) after: usize,
    /// The column of the key or dash.
    pub(super) column: usize,
    /// How one-line values are written here.
    pub(super) flow: Flow,
    /// How much deeper the lines of a JSON value are, if the values around it have lines of their own.
    pub(super) step: Option<&'a str>,
}

/// What holds a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// Nothing: it is the document's root.
    Root,
    /// A key of a block mapping.
    Key,
    /// A dash of a block list.
    Dash,
    /// A flow collection. The flag is whether a colon stands before a missing value.
    Flow { colon: bool },
}

pub(super) struct Placer<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) habits: Habits,
    pub(super) edits: Vec<Edit>,
    route: Route,
}

/// The edits that make `change` of the document's root.
pub(super) fn edits(page: &Page<'_>, change: &Change) -> Result<Vec<Edit>, PatchError> {
    let root = page.tree.root;
    let mut placer = Placer { page, habits: Habits::of(page), edits: Vec::new(), route: Route::root() };
    let flow = placer.flow_of(root, Flow { quoted: page.json, ..Flow::YAML });
    let after = root_start(page);
    placer.change(root, Slot { holder: Holder::Root, after, column: 0, flow, step: None }, change)?;
    placer.edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    Ok(placer.edits)
}

/// Where the root's value may begin: after the document's `---`.
fn root_start(page: &Page<'_>) -> usize {
    let mut at = page.document.unit.start as usize;
    let mut after = page.line_start(at).max(at);
    while at < page.tree.root_node().span.start as usize {
        let rest = page.slice(at, page.line_end(at)).strip_prefix("---");
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) {
            after = at + 3;
        }
        at = page.next_line(at);
    }
    after
}

impl Placer<'_> {
    pub(super) fn edit(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.edits.push(Edit { span: Span::new(start, end), text: text.into() });
    }

    pub(super) fn change(&mut self, id: NodeId, slot: Slot<'_>, change: &Change) -> Result<(), PatchError> {
        let node = self.page.tree.node(id);
        match change {
            Change::Write(value) => self.write(id, slot, value),
            Change::Text(parts) => self.text(id, slot, parts),
            Change::Remove => refuse("the whole document would go"),
            Change::Map(map) => match (&node.data, node.style) {
                (Data::Map(members), Style::Block) if !members.is_empty() => self.block_map(id, slot, map),
                (Data::Map(members), Style::Flow) if !members.is_empty() => self.flow_map(id, slot, map),
                _ => self.write(id, slot, &Json::Object(map.added.clone())),
            },
            Change::List(list) => match (&node.data, node.style) {
                (Data::List(items), Style::Block) if !items.is_empty() => self.block_list(id, slot, list),
                (Data::List(items), Style::Flow) if !items.is_empty() => self.flow_list(id, slot, list),
                _ => self.write(id, slot, &list.inserted.values().flatten().cloned().collect()),
            },
        }
    }

    /// Carries on in a member or item.
    pub(super) fn inside(
        &mut self,
        step: Step,
        id: NodeId,
        slot: Slot<'_>,
        change: &Change,
    ) -> Result<(), PatchError> {
        self.route.0.push(step);
        let result = match self.page.refuse_anchored(slot.after, id, &self.route) {
            Ok(()) if matches!(change, Change::Remove) => Ok(()),
            Ok(()) => self.change(id, slot, change),
            refused => refused,
        };
        self.route.0.pop();
        result
    }

    fn block_map(&mut self, id: NodeId, slot: Slot<'_>, change: &MapChange) -> Result<(), PatchError> {
        let page = self.page;
        let column = page.block_column(page.tree.node(id).span.start as usize)?;
        let members = page.tree.members(id);
        let mut removed = Vec::new();
        for member in members.iter().filter(|m| m.via == Via::Direct) {
            let key = &*member.key;
            if let Some(to) = change.renamed.get(key) {
                self.rename(member.key_span, to, slot.flow.quoted && page.json);
            }
            let Some(inner) = change.members.get(key) else { continue };
            let Some(after) = page.after_colon(member) else {
                return refuse("the key and its colon are on different lines");
            };
            let inner_slot = Slot { holder: Holder::Key, after, column, flow: Flow::YAML, step: None };
            self.inside(Step::Key(key.to_owned()), member.value, inner_slot, inner)?;
            if matches!(inner, Change::Remove) {
                removed.push((
                    member.key_span.start as usize,
                    page.value_end(member.value, after),
                    member.value,
                ));
            }
        }
        self.remove_lines(&removed)?;
        if !change.added.is_empty() {
            self.insert_members(id, slot, column, &change.added);
        }
        Ok(())
    }

    fn block_list(&mut self, id: NodeId, slot: Slot<'_>, change: &ListChange) -> Result<(), PatchError> {
        let page = self.page;
        let dashes = page.dashes(id, slot.after)?;
        let Some(&first) = dashes.first() else { return refuse("the list has no items") };
        let column = page.block_column(first)?;
        let mut removed = Vec::new();
        for (index, (item, dash)) in page.tree.items(id).iter().zip(&dashes).enumerate() {
            if let Some(values) = change.inserted.get(&index) {
                self.insert_items(id, slot, column, &dashes, index, values);
            }
            let Some(inner) = change.items.get(&index) else { continue };
            let inner_slot =
                Slot { holder: Holder::Dash, after: dash + 1, column, flow: Flow::YAML, step: None };
            self.inside(Step::Index(index), *item, inner_slot, inner)?;
            if matches!(inner, Change::Remove) {
                removed.push((*dash, page.value_end(*item, dash + 1), *item));
            }
        }
        if let Some(values) = change.inserted.get(&dashes.len()) {
            self.insert_items(id, slot, column, &dashes, dashes.len(), values);
        }
        self.remove_lines(&removed)
    }

    pub(super) fn rename(&mut self, key: Span, to: &str, json: bool) {
        let quotes = match self.page.byte(key.start as usize) {
            Some(b'"') => Quotes::Double,
            Some(b'\'') => Quotes::Single,
            _ if json => Quotes::Double,
            _ => Quotes::Plain,
        };
        self.edits.push(Edit { span: key, text: write::text(to, quotes, true) });
    }

    /// Replaces a whole value.
    pub(super) fn write(&mut self, id: NodeId, slot: Slot<'_>, value: &Json) -> Result<(), PatchError> {
        let node = self.page.tree.node(id);
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        let block = Block { habits: self.habits, newline: self.page.newline, literals: true };
        let one_line = matches!(slot.holder, Holder::Flow { .. }) || self.page.json || slot.flow.quoted;
        let lines = if one_line { None } else { block.under(value) };
        match (node.style, lines) {
            (Style::Alias, _) => Err(PatchError::Shared(self.route.clone())),
            (Style::Missing, lines) => self.write_where_nothing_is(slot, value, block, lines),
            (Style::Block, None) => self.write_over_block(id, slot, value),
            (Style::Block, Some(distance)) if slot.holder == Holder::Key => {
                let from = self.page.line_end(slot.after);
                let column = slot.column + distance;
                let block = Block { literals: self.page.blank_after(end), ..block };
                let end = self.page.past_blanks(end);
                let text = format!("{}{}{}", block.newline, " ".repeat(column), block.value(value, column));
                self.edit(from, end, text);
                Ok(())
            }
            (Style::Block, Some(_)) => {
                let start = self.block_start(id, slot)?;
                let column = self.page.block_column(start)?;
                let block = Block { literals: self.page.blank_after(end), ..block };
                let end = self.page.past_blanks(end);
                self.edit(start, end, block.value(value, column));
                Ok(())
            }
            (_, None) => {
                let block_scalar = matches!(node.style, Style::Literal | Style::Folded);
                if !block_scalar || !value.as_str().is_some_and(|new| self.write_block_scalar(id, new)) {
                    let text = self.one_line(id, slot, value);
                    let end = if text.contains('\n') { self.page.past_blanks(end) } else { end };
                    self.edit(start, end, text);
                }
                Ok(())
            }
            (_, Some(distance)) if slot.holder == Holder::Key => {
                let gap = self.page.slice(slot.after, start);
                if !gap.trim().is_empty() {
                    return refuse("something stands between the key and its value");
                }
                let column = slot.column + distance;
                let text = format!("{}{}{}", block.newline, " ".repeat(column), block.value(value, column));
                if self.page.blank_after(end) {
                    self.edit(slot.after, end, text);
                } else {
                    self.edit(slot.after, end, "");
                    let at = self.page.line_end(end);
                    self.edit(at, at, text);
                }
                Ok(())
            }
            (_, Some(_)) => {
                let block = Block { literals: self.page.blank_after(end), ..block };
                let end = self.page.past_blanks(end);
                let column = match slot.holder {
                    Holder::Root => 0,
                    _ => self.page.block_column(start)?,
                };
                self.edit(start, end, block.value(value, column));
                Ok(())
            }
        }
    }

    /// Where the first key or dash of a block stands.
    fn block_start(&self, id: NodeId, slot: Slot<'_>) -> Result<usize, PatchError> {
        match self.page.tree.node(id).data {
            Data::List(_) => Ok(self.page.dashes(id, slot.after)?.first().copied().unwrap_or(slot.after)),
            _ => Ok(self.page.tree.node(id).span.start as usize),
        }
    }

    fn write_where_nothing_is(
        &mut self,
        slot: Slot<'_>,
        value: &Json,
        block: Block,
        lines: Option<usize>,
    ) -> Result<(), PatchError> {
        let rest = self.page.slice(slot.after, self.page.line_end(slot.after)).trim_start();
        if rest.starts_with(['&', '!']) {
            return refuse("an anchor or a tag stands where the value should be");
        }
        match (slot.holder, lines) {
            (Holder::Root, _) => refuse("the document is empty"),
            (Holder::Flow { colon }, _) => {
                let text = slot.flow.value(value);
                match (colon, self.page.byte(slot.after)) {
                    (true, Some(b' ')) => self.edit(slot.after + 1, slot.after + 1, text),
                    (true, _) => self.edit(slot.after, slot.after, format!(" {text}")),
                    (false, _) => self.edit(slot.after, slot.after, format!(": {text}")),
                }
                Ok(())
            }
            (_, None) => {
                let text = self.inline(slot, value, rest.is_empty());
                let end = if rest.is_empty() { self.page.line_end(slot.after) } else { slot.after };
                self.edit(slot.after, end, format!(" {text}"));
                Ok(())
            }
            (Holder::Dash, Some(_)) if rest.is_empty() => {
                let gap = block.habits.dash - 1;
                let text = block.value(value, slot.column + 1 + gap);
                let end = self.page.line_end(slot.after);
                self.edit(slot.after, end, format!("{}{text}", " ".repeat(gap)));
                Ok(())
            }
            (_, Some(distance)) => {
                let column = slot.column + if slot.holder == Holder::Dash { 2 } else { distance };
                let at = self.page.line_end(slot.after);
                let text = format!("{}{}{}", block.newline, " ".repeat(column), block.value(value, column));
                self.edit(at, at, text);
                Ok(())
            }
        }
    }

    /// A value in one line takes the place of a block.
    fn write_over_block(&mut self, id: NodeId, slot: Slot<'_>, value: &Json) -> Result<(), PatchError> {
        let page = self.page;
        let end = page.tree.node(id).span.end as usize;
        if slot.holder != Holder::Key {
            let start = self.block_start(id, slot)?;
            let text = self.inline(slot, value, page.blank_after(end));
            self.edit(start, page.past_blanks(end), text);
            return Ok(());
        }
        let line_end = page.line_end(slot.after);
        let text = self.inline(slot, value, page.slice(slot.after, line_end).trim().is_empty());
        self.edit(slot.after, slot.after, format!(" {text}"));
        self.edit(line_end, page.line_end(end), "");
        Ok(())
    }

    /// The text for a value that takes the place of one written in one line or as a block scalar.
    fn one_line(&self, id: NodeId, slot: Slot<'_>, value: &Json) -> String {
        let page = self.page;
        let node = page.tree.node(id);
        let Json::String(new) = value else { return self.inline(slot, value, false) };
        let rest_blank = page.blank_after(node.span.end as usize);
        match node.style {
            Style::SingleQuoted => write::text(new, Quotes::Single, true),
            Style::DoubleQuoted => write::text(new, Quotes::Double, true),
            _ => self.inline(slot, value, rest_blank),
        }
    }

    /// New text in a block scalar, whose indentation and header's comment stay. Says whether it can be done.
    fn write_block_scalar(&mut self, id: NodeId, new: &str) -> bool {
        let node = self.page.tree.node(id);
        let start = node.span.start as usize;
        let raw = self.page.slice(start, node.span.end as usize);
        let Some((header, body)) = raw.split_once('\n') else { return false };
        let Some(line) = body.lines().find(|line| !line.trim().is_empty()) else { return false };
        let indent = line.len() - line.trim_start_matches(' ').len();
        let token = header.find([' ', '\t', '\r', '#']).unwrap_or(header.len());
        if header[..token].bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        // One line may be folded or literal alike; it needs a line ending to be written as a literal.
        let probe = if new.contains('\n') { new.to_owned() } else { format!("{new}\n") };
        let written = write::literal(&probe, indent, self.page.newline);
        let Some((_, lines)) = written.as_ref().and_then(|text| text.split_once('\n')) else { return false };
        let folded = header.starts_with('>') && !new.trim_end_matches('\n').contains('\n');
        let chomp = if new.ends_with('\n') { "" } else { "-" };
        let style = format!("{}{chomp}", if folded { '>' } else { '|' });
        if style != header[..token] {
            self.edit(start, start + token, style);
        }
        self.edit(start + header.len() + 1, start + raw.len(), lines);
        true
    }

    /// A value in the space after its colon or dash; several lines of text only if the line ends there.
    pub(super) fn inline(&self, slot: Slot<'_>, value: &Json, line_ends: bool) -> String {
        let in_block = !matches!(slot.holder, Holder::Flow { .. }) && !self.page.json && !slot.flow.quoted;
        if in_block {
            let lines = match value {
                Json::String(text) if line_ends && slot.holder != Holder::Root => {
                    write::literal(text, slot.column + self.habits.step.max(2), self.page.newline)
                }
                _ => None,
            };
            return lines.unwrap_or_else(|| match value {
                Json::String(_) => write::scalar(value, Quotes::Plain, false),
                _ => Flow::YAML.value(value),
            });
        }
        let Some(step) = slot.step else { return slot.flow.value(value) };
        let line = self.page.before(slot.after);
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        slot.flow.pretty(value, indent, step, self.page.newline)
    }
}
