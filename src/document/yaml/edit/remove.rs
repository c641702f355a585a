//! Members and items of blocks that go, with their lines.

use super::page::refuse;
use super::place::Placer;
use crate::document::PatchError;
use crate::document::tree::NodeId;
use crate::text::{Edit, Span};

impl Placer<'_> {
    /// Removes entries of one block, given in order as start, end and value; not all of the block's.
    pub(super) fn remove_lines(&mut self, entries: &[(usize, usize, NodeId)]) -> Result<(), PatchError> {
        let page = self.page;
        let mut entries = entries.iter().peekable();
        let mut spans: Vec<(usize, usize)> = Vec::new();
        while let Some(&(start, end, id)) = entries.next() {
            let mut stop = page.line_after(id, end);
            if page.blank_before(start) {
                let from = page.line_start(start);
                match spans.last_mut().filter(|(_, end)| *end == from) {
                    Some((_, end)) => *end = stop,
                    None => spans.push((from, stop)),
                }
                continue;
            }
            if !page.before(start).bytes().all(|b| b == b' ' || b == b'-') {
                return refuse("an anchor, a tag or a tab stands before what should go");
            }
            // The first entry of an item stands after the item's dash: what follows moves up there.
            while let Some(&&(next, next_end, next_id)) = entries.peek()
                && next == page.skip_blanks(stop)
            {
                stop = page.line_after(next_id, next_end);
                entries.next();
            }
            spans.push((start, page.skip_blanks(stop)));
        }
        for (mut from, to) in spans {
            if to == page.text.len() && !page.text.ends_with('\n') && from > 0 {
                // The file has no newline at its end and gets none.
                let at_start = |edit: &&mut Edit| edit.span == Span::empty(from);
                match self.edits.iter_mut().rev().find(at_start) {
                    Some(inserted) if inserted.text.ends_with(page.newline) => {
                        inserted.text.truncate(inserted.text.len() - page.newline.len());
                    }
                    _ => from = page.line_end(page.line_start(from - 1)),
                }
            }
            self.edit(from, to, "");
        }
        Ok(())
    }
}
