//! The bodies of heredocs: scripts where a shell reads them, otherwise text that may hold substitutions.

use super::super::stdin;
use super::Reader;
use super::word::Partial;
use crate::limits;

/// How many programs between a heredoc and the shell that reads it are looked at.
const FILTERS: usize = 16;

/// A heredoc whose body begins on the next line.
pub(super) struct Opening {
    pub(super) delimiter: String,
    pub(super) dash: bool,
    /// Whether substitutions in the body are commands.
    pub(super) expands: bool,
    /// The command that it is given to.
    pub(super) command: Option<usize>,
}

/// A body, without the line that ends it.
#[derive(Clone, Copy)]
pub(super) struct Body {
    start: usize,
    end: usize,
    indented: bool,
    expands: bool,
    command: Option<usize>,
    depth: usize,
}

impl Reader<'_> {
    /// Passes over the bodies of the heredocs that were opened on the line that has just ended.
    pub(super) fn heredoc_bodies(&mut self) {
        let openings = std::mem::take(&mut self.heredocs);
        // Too deep, the lines are read as if they stood here: nothing may hide in a depth of heredocs.
        if self.depth >= limits::SHELL_DEPTH {
            return;
        }
        for opening in openings {
            let start = self.pos;
            let mut end = self.bytes.len();
            let indented = opening.dash || self.indented;
            while self.pos < self.bytes.len() {
                let at = self.pos;
                let rest = self.text.get(at..).unwrap_or_default();
                let len = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                let line = rest.get(..len).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                let tabs = if indented { line.iter().take_while(|b| **b == b'\t').count() } else { 0 };
                self.advance(len + 1);
                if line.get(tabs..) == Some(opening.delimiter.as_bytes()) {
                    end = at;
                    break;
                }
            }
            let (expands, command, depth) = (opening.expands, opening.command, self.depth + 1);
            self.bodies.push(Body { start, end, indented, expands, command, depth });
        }
    }

    /// Reads the bodies that were passed over, and those in them. Only now is it known where pipes lead.
    pub(super) fn read_bodies(&mut self) {
        let (text, bytes) = (self.text, self.bytes);
        let any_shell = self.commands.iter().flatten().any(stdin::is_script);
        let mut next = 0;
        while let Some(body) = self.bodies.get(next).copied() {
            next += 1;
            self.text = text.get(..body.end).unwrap_or_default();
            self.bytes = bytes.get(..body.end).unwrap_or_default();
            self.pos = body.start;
            self.depth = body.depth;
            self.indented = body.indented;
            if self.is_script(body.command, any_shell) {
                self.all();
            } else if body.expands {
                self.inside = body.command;
                while self.pos < self.bytes.len() {
                    self.part(&mut Partial::default(), true);
                }
                self.inside = None;
            }
            self.pipes.clear();
        }
        (self.text, self.bytes) = (text, bytes);
    }

    /// Whether a shell reads what the command is given: the command itself, or one that it hands it on to.
    fn is_script(&self, command: Option<usize>, any_shell: bool) -> bool {
        let get = |id: usize| self.commands.get(id).and_then(Option::as_ref);
        // A heredoc of a group of commands: any shell among them may read it.
        let Some(mut command) = command.and_then(get) else { return any_shell };
        for _ in 0..FILTERS {
            if stdin::is_script(command) {
                return true;
            }
            if !stdin::hands_on(command) {
                return false;
            }
            if command.inside.and_then(get).is_some_and(stdin::runs_words) {
                return true;
            }
            let Some(into) = command.into.and_then(get) else { return false };
            command = into;
        }
        true
    }
}
