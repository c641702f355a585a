//! The reader itself: one pass over the bytes, recursing into substitutions and groups.
//!
//! Here are lists of commands: operators, groups and reserved words. Commands are in `simple`, words in `word`.

mod bodies;
mod mask;
mod scripts;
mod simple;
mod word;

use super::{Command, Script};
use crate::limits;
use crate::text::Span;

pub(super) fn read(text: &str, indented: bool) -> Script {
    read_at(text, indented, 0)
}

/// Reads a script that others of that depth hold.
fn read_at(text: &str, indented: bool, depth: usize) -> Script {
    let masked = mask::masked(text);
    let mut reader = Reader {
        text: text.as_bytes(),
        bytes: &masked,
        pos: 0,
        depth,
        indented,
        in_backticks: false,
        inside: None,
        pipes: Vec::new(),
        heredocs: Vec::new(),
        bodies: Vec::new(),
        scripts: Vec::new(),
        commands: Vec::new(),
        comments: Vec::new(),
    };
    reader.all();
    reader.read_bodies();
    reader.read_scripts();
    reader.finish()
}

/// What ends a list of commands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    End,
    Paren,
    Backtick,
    CaseItem,
}

struct Reader<'a> {
    /// The script as it is, for the text of words.
    text: &'a [u8],
    /// The script with masks, for all decisions.
    bytes: &'a [u8],
    pos: usize,
    depth: usize,
    /// Whether tabs at the start of lines are taken away before the shell reads them.
    indented: bool,
    in_backticks: bool,
    /// The command in whose words we are.
    inside: Option<usize>,
    /// Commands whose output goes into the next command that begins.
    pipes: Vec<usize>,
    /// Heredocs whose bodies begin on the next line.
    heredocs: Vec<bodies::Opening>,
    /// Bodies that were passed over.
    bodies: Vec<bodies::Body>,
    /// Words that are scripts themselves.
    scripts: Vec<scripts::Script>,
    /// Commands in the order they began; `None` while unfinished or if there was no name.
    commands: Vec<Option<Command>>,
    comments: Vec<Span>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.pos + ahead).copied()
    }

    fn looking_at(&self, what: &[u8]) -> bool {
        self.bytes.get(self.pos..).is_some_and(|rest| rest.starts_with(what))
    }

    fn advance(&mut self, by: usize) {
        self.pos = (self.pos + by).min(self.bytes.len());
    }

    /// The length of a backslash and the line ending after it.
    fn continuation(&self) -> Option<usize> {
        match (self.peek(), self.peek_at(1), self.peek_at(2)) {
            (Some(b'\\'), Some(b'\n'), _) => Some(2),
            (Some(b'\\'), Some(b'\r'), Some(b'\n')) => Some(3),
            _ => None,
        }
    }

    fn skip_blanks(&mut self) {
        loop {
            match (self.peek(), self.continuation()) {
                (_, Some(len)) => self.advance(len),
                (Some(b' ' | b'\t' | b'\r' | 0x0b | 0x0c), _) => self.advance(1),
                _ => return,
            }
        }
    }

    fn comment(&mut self) {
        let start = self.pos;
        while self.peek().is_some_and(|b| b != b'\n') {
            self.advance(1);
        }
        let line = self.text.get(start..self.pos).unwrap_or_default();
        let end = start + line.strip_suffix(b"\r").unwrap_or(line).len();
        self.comments.push(Span::new(start, end));
    }

    /// Reads everything from here on.
    fn all(&mut self) {
        while self.pos < self.bytes.len() {
            self.list(Until::End);
        }
    }

    /// Reads commands up to what ends the list, and that too. Returns the commands of the list itself whose
    /// output goes where the list's output goes.
    fn list(&mut self, until: Until) -> Vec<usize> {
        // Commands of this list whose output is not piped; where the open groups begin among them; and
        // where the last thing that a `|` could follow begins.
        let mut open: Vec<usize> = Vec::new();
        let mut groups: Vec<usize> = Vec::new();
        let mut last = 0;
        loop {
            self.skip_blanks();
            let Some(byte) = self.peek() else { return open };
            match byte {
                b'\n' => {
                    self.advance(1);
                    self.heredoc_bodies();
                    last = open.len();
                }
                b';' => {
                    let item_ends = matches!(self.peek_at(1), Some(b';' | b'&'));
                    self.advance(if item_ends { 2 } else { 1 });
                    last = open.len();
                    if item_ends && until == Until::CaseItem {
                        if self.peek() == Some(b'&') {
                            self.advance(1);
                        }
                        return open;
                    }
                }
                b'|' if self.peek_at(1) == Some(b'|') => {
                    self.advance(2);
                    last = open.len();
                }
                b'|' => {
                    self.advance(if self.peek_at(1) == Some(b'&') { 2 } else { 1 });
                    for id in open.drain(last.min(open.len())..) {
                        if let Some(Some(command)) = self.commands.get_mut(id) {
                            command.piped = true;
                            self.pipes.push(id);
                        }
                    }
                    last = open.len();
                }
                b'&' if self.peek_at(1) != Some(b'>') => {
                    self.advance(1);
                    last = open.len();
                }
                b'#' => self.comment(),
                b'(' if self.arithmetic_end(1).is_some() => self.arithmetic(1),
                b'(' => {
                    self.advance(1);
                    last = open.len();
                    open.extend(self.nested(Until::Paren));
                }
                b')' => {
                    self.advance(1);
                    if until == Until::Paren {
                        return open;
                    }
                }
                b'`' if self.in_backticks => {
                    self.advance(1);
                    if until == Until::Backtick {
                        return open;
                    }
                }
                _ => match self.keyword() {
                    Some("esac") => {
                        if until == Until::CaseItem {
                            return open;
                        }
                        self.advance(4);
                    }
                    Some("case") => {
                        last = open.len();
                        let commands = self.case();
                        open.extend(commands);
                    }
                    Some(word) => {
                        self.advance(word.len());
                        match word {
                            "if" | "while" | "until" | "{" => groups.push(open.len()),
                            "for" | "select" => {
                                groups.push(open.len());
                                self.loop_words();
                            }
                            "function" => {
                                self.skip_blanks();
                                self.word(false);
                                self.empty_parens();
                            }
                            "fi" | "done" | "}" => last = groups.pop().unwrap_or(0).min(open.len()),
                            _ => {}
                        }
                    }
                    None => {
                        let before = self.pos;
                        if let Some(id) = self.simple() {
                            last = open.len();
                            open.push(id);
                        }
                        if self.pos == before {
                            self.advance(1);
                        }
                    }
                },
            }
        }
    }

    /// A list inside another; too deep, it is read as part of the outer one.
    fn nested(&mut self, until: Until) -> Vec<usize> {
        if self.depth >= limits::SHELL_DEPTH {
            return Vec::new();
        }
        self.depth += 1;
        let outer = std::mem::replace(&mut self.in_backticks, until == Until::Backtick);
        let commands = self.list(until);
        self.in_backticks = outer;
        self.depth -= 1;
        commands
    }

    /// A list inside a word.
    fn substitution(&mut self, until: Until) {
        let pipes = std::mem::take(&mut self.pipes);
        let heredocs = std::mem::take(&mut self.heredocs);
        self.nested(until);
        self.pipes = pipes;
        self.heredocs = heredocs;
    }

    /// The reserved word here, if one stands where a command could begin.
    fn keyword(&self) -> Option<&'static str> {
        const WORDS: &[&str] = &[
            "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "for", "select", "case",
            "esac", "function", "!", "{", "}",
        ];
        let ends = |word: &str| {
            let next = self.peek_at(word.len());
            next.is_none_or(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b')' | b'('))
                || matches!(word, "}") && next == Some(b'`')
        };
        WORDS.iter().copied().find(|word| self.looking_at(word.as_bytes()) && ends(word))
    }

    /// `x in words` after `for`, up to what ends it.
    fn loop_words(&mut self) {
        self.skip_blanks();
        if self.looking_at(b"((") {
            self.arithmetic(1);
        }
        loop {
            self.skip_blanks();
            let before = self.pos;
            if self.keyword() == Some("do") || self.word(false).text.is_empty() && self.pos == before {
                return;
            }
        }
    }

    /// `case word in pattern) … ;; esac`.
    fn case(&mut self) -> Vec<usize> {
        let mut commands = Vec::new();
        self.advance(4);
        self.skip_blanks();
        self.word(false);
        self.skip_blank_lines();
        if !self.looking_at(b"in") || self.depth >= limits::SHELL_DEPTH {
            return commands;
        }
        self.advance(2);
        loop {
            self.skip_blank_lines();
            if self.keyword() == Some("esac") {
                self.advance(4);
                return commands;
            }
            // The pattern, up to its parenthesis.
            loop {
                self.skip_blanks();
                match self.peek() {
                    None | Some(b'\n' | b';') => break,
                    Some(b')') => break self.advance(1),
                    Some(b'(' | b'|' | b'&' | b'<' | b'>' | b'`') => self.advance(1),
                    Some(_) => {
                        self.word(false);
                    }
                }
            }
            if self.peek().is_none() {
                return commands;
            }
            commands.extend(self.nested(Until::CaseItem));
        }
    }

    fn skip_blank_lines(&mut self) {
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'\n') => {
                    self.advance(1);
                    self.heredoc_bodies();
                }
                Some(b'#') => self.comment(),
                _ => return,
            }
        }
    }

    /// Skips the `()` of a function.
    fn empty_parens(&mut self) -> bool {
        let before = self.pos;
        self.skip_blanks();
        if self.peek() == Some(b'(') {
            self.advance(1);
            self.skip_blanks();
            if self.peek() == Some(b')') {
                self.advance(1);
                return true;
            }
        }
        self.pos = before;
        false
    }

    /// Puts the commands in the order of the text, and their references to each other with them.
    fn finish(self) -> Script {
        let mut order: Vec<usize> = (0..self.commands.len()).collect();
        let key = |id: &usize| self.commands.get(*id).and_then(Option::as_ref).map(|c| (c.span.start, *id));
        order.retain(|id| key(id).is_some());
        order.sort_by_key(key);
        let mut place = vec![None; self.commands.len()];
        for (at, id) in order.iter().enumerate() {
            if let Some(slot) = place.get_mut(*id) {
                *slot = Some(at);
            }
        }
        let moved = |id: Option<usize>| id.and_then(|id| place.get(id).copied().flatten());
        let mut commands = self.commands;
        let mut taken: Vec<Command> = Vec::with_capacity(order.len());
        for id in order {
            if let Some(mut command) = commands.get_mut(id).and_then(Option::take) {
                command.into = moved(command.into);
                command.inside = moved(command.inside);
                taken.push(command);
            }
        }
        let mut comments = self.comments;
        comments.sort();
        Script { commands: taken, comments }
    }
}
