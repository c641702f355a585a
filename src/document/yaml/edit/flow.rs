//! Changes in `{…}` and `[…]`, on one line or on many, in YAML and in JSON.

use serde_json::Value as Json;

use super::merge::{Change, ListChange, MapChange};
use super::page::{Page, refuse};
use super::place::{Holder, Placer, Slot};
use super::write::Flow;
use crate::document::tree::{Data, NodeId, Style, Via};
use crate::document::{PatchError, Step};

/// A member or item in the text.
#[derive(Debug, Clone, Copy)]
struct Entry {
    start: usize,
    end: usize,
    removed: bool,
}

impl<'a> Placer<'a> {
    pub(super) fn flow_map(
        &mut self,
        id: NodeId,
        slot: Slot<'_>,
        change: &MapChange,
    ) -> Result<(), PatchError> {
        let page = self.page;
        let flow = self.flow_of(id, slot.flow);
        let mut entries = Vec::new();
        let mut merges = false;
        let members = page.tree.members(id);
        let last = members.iter().filter(|m| m.via == Via::Direct).map(|m| m.key_span.start as usize).max();
        let own_lines = last.and_then(|last| self.own_lines(id, last));
        let step = own_lines.map(|(_, step)| step).filter(|_| flow.quoted);
        for member in members {
            if member.via != Via::Direct {
                merges = true;
                continue;
            }
            let key = &*member.key;
            let start = member.key_span.start as usize;
            let colon = page.after_colon(member);
            let after = colon.unwrap_or(member.key_span.end as usize);
            let inner = change.members.get(key);
            if let Some(to) = change.renamed.get(key) {
                self.rename(member.key_span, to, flow.quoted);
            }
            if let Some(inner) = inner {
                let holder = Holder::Flow { colon: colon.is_some() };
                let inner_slot = Slot { holder, after, column: slot.column, flow, step };
                self.inside(Step::Key(key.to_owned()), member.value, inner_slot, inner)?;
            }
            let removed = matches!(inner, Some(Change::Remove));
            entries.push(Entry { start, end: page.value_end(member.value, after), removed });
        }
        if merges && entries.iter().any(|entry| entry.removed) {
            return refuse("the mapping holds a merge key beside what should go");
        }
        let added = change.added.iter().map(|(key, value)| match own_lines {
            Some((indent, step)) if flow.quoted => {
                let value = flow.pretty(value, indent, step, page.newline);
                format!("{}:{}{value}", flow.key(key), flow.colon)
            }
            _ => flow.member(key, value),
        });
        let added: Vec<String> = added.collect();
        if !added.is_empty() {
            self.append(id, own_lines.map(|(indent, _)| indent), flow, &added, &mut entries);
        }
        self.remove_entries(id, &entries)
    }

    pub(super) fn flow_list(
        &mut self,
        id: NodeId,
        slot: Slot<'_>,
        change: &ListChange,
    ) -> Result<(), PatchError> {
        let page = self.page;
        let flow = self.flow_of(id, slot.flow);
        let mut entries = Vec::new();
        let last = page.tree.items(id).last().map(|item| page.tree.node(*item).span.start as usize);
        let own_lines = last.and_then(|last| self.own_lines(id, last));
        let step = own_lines.map(|(_, step)| step).filter(|_| flow.quoted);
        for (index, item) in page.tree.items(id).iter().enumerate() {
            let node = page.tree.node(*item);
            let start = node.span.start as usize;
            let inner = change.items.get(&index);
            if let Some(inner) = inner {
                let holder = Holder::Flow { colon: true };
                let last = entries.last().map(|entry: &Entry| entry.end);
                let after = last.map_or(page.tree.node(id).span.start as usize + 1, |end| {
                    let comma = page.skip(end);
                    if page.byte(comma) == Some(b',') { comma + 1 } else { comma }
                });
                let inner_slot = Slot { holder, after, column: slot.column, flow, step };
                self.inside(Step::Index(index), *item, inner_slot, inner)?;
            }
            let removed = matches!(inner, Some(Change::Remove));
            entries.push(Entry { start, end: node.span.end as usize, removed });
        }
        let rendered = |value: &Json| match own_lines {
            Some((indent, step)) if flow.quoted => flow.pretty(value, indent, step, page.newline),
            _ => flow.value(value),
        };
        for (index, values) in change.inserted.iter() {
            let texts: Vec<String> = values.iter().map(rendered).collect();
            match (entries.get(*index), own_lines) {
                (None, _) => {
                    self.append(id, own_lines.map(|(indent, _)| indent), flow, &texts, &mut entries);
                }
                (Some(next), Some((indent, _))) if page.blank_before(next.start) => {
                    let between = format!(",{}{indent}", page.newline);
                    self.edit(next.start, next.start, format!("{}{between}", texts.join(&between)));
                }
                (Some(next), _) => {
                    let between = format!(",{}", flow.comma);
                    self.edit(next.start, next.start, format!("{}{between}", texts.join(&between)));
                }
            }
        }
        self.remove_entries(id, &entries)
    }

    /// How one-line values are written in the collection `id`; `outer` is how they are around it.
    pub(super) fn flow_of(&self, id: NodeId, outer: Flow) -> Flow {
        let page = self.page;
        let node = page.tree.node(id);
        if node.style != Style::Flow {
            return outer;
        }
        match &node.data {
            Data::Map(members) => {
                let Some(first) = members.iter().find(|m| m.via == Via::Direct) else { return outer };
                let quoted = page.json || page.byte(first.key_span.start as usize) == Some(b'"');
                let value = page.tree.node(first.value);
                let compact = page.after_colon(first) == Some(value.span.start as usize);
                let gap = if compact && value.style != Style::Missing { "" } else { " " };
                let after = page.skip(page.value_end(first.value, first.key_span.end as usize));
                let comma = (page.byte(after) == Some(b',')).then(|| page.byte(after + 1));
                let comma = match comma {
                    Some(Some(b' ' | b'\r' | b'\n' | b'\t')) => " ",
                    Some(_) => "",
                    None => gap,
                };
                Flow { quoted, colon: gap, comma }
            }
            Data::List(items) => {
                let Some(first) = items.first() else { return outer };
                let after = page.skip(page.tree.node(*first).span.end as usize);
                let comma = match (page.byte(after), page.byte(after + 1)) {
                    (Some(b','), Some(b' ' | b'\r' | b'\n' | b'\t')) => " ",
                    (Some(b','), _) => "",
                    _ => outer.comma,
                };
                let strings = |id: &&NodeId| matches!(page.tree.node(**id).data, Data::String(_));
                let mut texts = items.iter().filter(strings).peekable();
                let quoted = texts.peek().is_some()
                    && texts.all(|id| page.tree.node(*id).style == Style::DoubleQuoted);
                Flow { quoted: page.json || outer.quoted || quoted, comma, ..outer }
            }
            _ => outer,
        }
    }

    /// The indentation of the entries and how much deeper than the bracket's line it is, if each entry has a
    /// line of its own.
    fn own_lines(&self, id: NodeId, last: usize) -> Option<(&'a str, &'a str)> {
        let page = self.page;
        let indent = page.before(last);
        if !indent.trim().is_empty() {
            return None;
        }
        let open = page.tree.node(id).span.start as usize;
        if page.line_start(open) == page.line_start(last) {
            return None;
        }
        let line = page.slice(page.line_start(open), open);
        let outer = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        let step = indent.strip_prefix(outer).filter(|step| !step.is_empty()).unwrap_or("  ");
        Some((indent, step))
    }

    /// Puts new entries after the last one, or where the last ones go.
    fn append(
        &mut self,
        id: NodeId,
        indent: Option<&str>,
        flow: Flow,
        texts: &[String],
        entries: &mut Vec<Entry>,
    ) {
        let page = self.page;
        let kept = entries.iter().rposition(|entry| !entry.removed).map_or(0, |at| at + 1);
        if let (Some(first), Some(last)) = (entries.get(kept), entries.last()) {
            let between = match indent {
                Some(indent) => format!(",{}{indent}", page.newline),
                None => format!(",{}", flow.comma),
            };
            self.edit(first.start, last.end, texts.join(&between));
            entries.truncate(kept);
            return;
        }
        let node = page.tree.node(id);
        let (end, comma) = tail(page, node.span.start as usize, node.span.end as usize - 1);
        let Some(indent) = indent else {
            let between = format!(",{}", flow.comma);
            self.edit(end, end, format!("{between}{}", texts.join(&between)));
            return;
        };
        let between = format!(",{}{indent}", page.newline);
        let closing = node.span.end as usize - 1;
        let from = comma.map_or(end, |at| at + 1);
        let line_end = page.line_end(from);
        if closing <= line_end {
            // The bracket closes on the last entry's line.
            self.edit(end, end, format!("{between}{}", texts.join(&between)));
            return;
        }
        let body = format!("{}{indent}{}", page.newline, texts.join(&between));
        match comma {
            Some(_) => self.edit(line_end, line_end, format!("{body},")),
            None if line_end == end => self.edit(end, end, format!(",{body}")),
            None => {
                self.edit(end, end, ",");
                self.edit(line_end, line_end, body);
            }
        }
    }

    fn remove_entries(&mut self, id: NodeId, entries: &[Entry]) -> Result<(), PatchError> {
        let page = self.page;
        let node = page.tree.node(id);
        let (open, close) = (node.span.start as usize, node.span.end as usize - 1);
        if !entries.iter().any(|entry| entry.removed) {
            return Ok(());
        }
        let Some(last_kept) = entries.iter().rposition(|entry| !entry.removed) else {
            self.edit(open + 1, close, "");
            return Ok(());
        };
        for entry in entries[..last_kept].iter().filter(|entry| entry.removed) {
            let comma = page.skip(entry.end);
            if page.byte(comma) != Some(b',') {
                return refuse("something stands between an entry and its comma");
            }
            match own_line(page, entry, comma + 1) {
                Some((from, to)) => self.edit(from, to, ""),
                None => {
                    let rest = page.slice(comma + 1, page.line_end(comma + 1));
                    let blanks = rest.len() - rest.trim_start().len();
                    self.edit(entry.start, comma + 1 + blanks, "");
                }
            }
        }
        let (Some(kept), Some(last)) = (entries.get(last_kept), entries.last()) else { return Ok(()) };
        if last_kept + 1 == entries.len() {
            return Ok(());
        }
        let (_, trailing) = tail(page, open, close);
        let lines: Option<Vec<(usize, usize)>> = entries[last_kept + 1..]
            .iter()
            .map(|entry| {
                let comma = page.skip(entry.end);
                own_line(page, entry, if page.byte(comma) == Some(b',') { comma + 1 } else { entry.end })
            })
            .collect();
        match lines {
            Some(lines) => {
                let comma = page.skip(kept.end);
                if trailing.is_none() && page.byte(comma) == Some(b',') {
                    self.edit(comma, comma + 1, "");
                }
                for (from, to) in lines {
                    self.edit(from, to, "");
                }
            }
            None => self.edit(kept.end, last.end, ""),
        }
        Ok(())
    }
}

/// The entry's lines, if nothing else but a comment stands on them.
fn own_line(page: &Page<'_>, entry: &Entry, end: usize) -> Option<(usize, usize)> {
    let rest = page.slice(end, page.line_end(end)).trim_start();
    let alone = page.blank_before(entry.start)
        && page.line_start(entry.start) > 0
        && (rest.is_empty() || rest.starts_with('#'));
    alone.then(|| (page.line_start(entry.start), page.next_line(end)))
}

/// Where the last entry before the closing bracket ends, and where a comma after it stands.
fn tail(page: &Page<'_>, open: usize, close: usize) -> (usize, Option<usize>) {
    let comments = &page.document.comments;
    let mut at = close;
    let mut comma = None;
    loop {
        let text = page.slice(open, at);
        at = open + text.trim_end_matches([' ', '\t', '\r', '\n']).len();
        let before = comments.partition_point(|c| (c.span.start as usize) < at);
        let comment = before.checked_sub(1).and_then(|i| comments.get(i)).map(|c| c.span);
        if let Some(span) = comment.filter(|span| span.start as usize > open && span.end as usize >= at) {
            at = span.start as usize;
        } else if comma.is_none() && at > open && page.byte(at - 1) == Some(b',') {
            comma = Some(at - 1);
            at -= 1;
        } else {
            return (at, comma);
        }
    }
}
