//! Scripts in the words of a command: `sh -c '…'`.

use std::collections::BTreeMap;

use super::{Reader, read_at};
use crate::document::secrets::AsRead;
use crate::limits;
use crate::text::Span;

/// A word that a shell is given to run.
pub(super) struct Script {
    pub(super) read: AsRead,
    /// The command whose word it is.
    pub(super) command: Option<usize>,
    /// Whether the outer shell makes substitutions in it.
    pub(super) expands: bool,
    pub(super) depth: usize,
}

impl Reader<'_> {
    /// Reads the scripts in words. The substitutions that the outer shell makes in them have been read before.
    pub(super) fn read_scripts(&mut self) {
        for script in std::mem::take(&mut self.scripts) {
            if script.depth >= limits::SHELL_DEPTH {
                continue;
            }
            let read = read_at(&script.read.text, false, script.depth);
            // What a substitution as a whole gives is not known.
            if read
                .commands
                .first()
                .is_some_and(|it| !it.name.literal && it.name.text == script.read.text.trim())
            {
                continue;
            }
            let known = if script.expands { self.substituted_in(script.command) } else { BTreeMap::new() };
            let place = |span: Span| script.read.span(span.range().start, span.range().end);
            let mut ids: Vec<usize> = Vec::with_capacity(read.commands.len());
            let mut next = self.commands.len();
            for command in &read.commands {
                let id = known.get(&place(command.span)).copied().unwrap_or(next);
                next += usize::from(id == next);
                ids.push(id);
            }
            let moved = |id: Option<usize>| id.and_then(|id| ids.get(id).copied());
            for (mut command, id) in read.commands.into_iter().zip(&ids) {
                if *id < self.commands.len() {
                    continue;
                }
                command.move_spans(place);
                command.into = moved(command.into);
                command.inside = moved(command.inside);
                self.commands.push(Some(command));
            }
        }
    }

    /// The commands that are written inside another, at any depth, by their places.
    fn substituted_in(&self, command: Option<usize>) -> BTreeMap<Span, usize> {
        let Some(outer) = command.and_then(|id| self.commands.get(id)).and_then(Option::as_ref) else {
            return BTreeMap::new();
        };
        let inside = |(id, command): (usize, &Option<super::Command>)| {
            let command =
                command.as_ref().filter(|it| it.inside.is_some() && outer.span.contains(it.span))?;
            Some((command.span, id))
        };
        self.commands.iter().enumerate().filter_map(inside).collect()
    }
}
