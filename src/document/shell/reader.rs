//! The reader itself: one pass over the bytes, recursing into substitutions and groups.

use super::{Assignment, Command, Redirect, Script, Word, wrappers};
use crate::limits;
use crate::text::Span;

/// Stands for every byte of a `${{ … }}` while reading. It is no part of any syntax.
const MASK: u8 = 1;

/// How far `$((` looks for its `))` to tell arithmetic from a subshell in a substitution.
const ARITHMETIC_BYTES: usize = 1024;

pub(super) fn read(text: &str) -> Script {
    let mut reader = Reader {
        text: text.as_bytes(),
        bytes: mask(text),
        pos: 0,
        depth: 0,
        in_backticks: false,
        inside: None,
        pipes: Vec::new(),
        heredocs: Vec::new(),
        commands: Vec::new(),
        comments: Vec::new(),
    };
    while reader.pos < reader.bytes.len() {
        reader.list(Until::End);
    }
    reader.finish()
}

/// The bytes of the text, with every GitHub expression replaced by as many masks.
fn mask(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let mut quotes_pair = true;
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("${{")).map(|at| from + at) {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let mut end = if quotes_pair { expression_end(rest, true) } else { None };
        if end.is_none() {
            // One stray quote must not cost a search to the end for every expression after it.
            quotes_pair = false;
            end = expression_end(rest, false);
        }
        let Some(end) = end.map(|at| start + at) else { break };
        bytes.get_mut(start..end).unwrap_or_default().fill(MASK);
        from = end;
    }
    bytes
}

/// The length of the expression that `rest` begins with.
fn expression_end(rest: &[u8], quotes: bool) -> Option<usize> {
    let mut quoted = false;
    for (at, pair) in rest.windows(2).enumerate() {
        match pair {
            [b'\'', _] if quotes => quoted = !quoted,
            b"}}" if !quoted => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// What ends a list of commands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    End,
    Paren,
    Backtick,
    CaseItem,
}

/// A word being read.
#[derive(Default)]
struct Partial {
    text: Vec<u8>,
    expands: bool,
}

struct Heredoc {
    delimiter: String,
    dash: bool,
}

struct Reader<'a> {
    /// The script as it is, for the text of words.
    text: &'a [u8],
    /// The script with masks, for all decisions.
    bytes: Vec<u8>,
    pos: usize,
    depth: usize,
    in_backticks: bool,
    /// The command in whose words we are.
    inside: Option<usize>,
    /// Commands whose output goes into the next command that begins.
    pipes: Vec<usize>,
    /// Heredocs whose bodies begin on the next line.
    heredocs: Vec<Heredoc>,
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

    /// Skips the bodies of the heredocs that were opened on the line that has just ended.
    fn heredoc_bodies(&mut self) {
        for heredoc in std::mem::take(&mut self.heredocs) {
            while self.pos < self.bytes.len() {
                let rest = self.text.get(self.pos..).unwrap_or_default();
                let len = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                let line = rest.get(..len).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                let tabs = if heredoc.dash { line.iter().take_while(|b| **b == b'\t').count() } else { 0 };
                self.advance(len + 1);
                if line.get(tabs..) == Some(heredoc.delimiter.as_bytes()) {
                    break;
                }
            }
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

    /// A simple command. `None` if it has no name, or is the head of a function.
    fn simple(&mut self) -> Option<usize> {
        let id = self.commands.len();
        self.commands.push(None);
        for source in std::mem::take(&mut self.pipes) {
            if let Some(Some(command)) = self.commands.get_mut(source) {
                command.into = Some(id);
            }
        }
        let outer = self.inside.replace(id);
        let command = self.simple_words(outer);
        self.inside = outer;
        *self.commands.get_mut(id)? = Some(command?);
        Some(id)
    }

    fn simple_words(&mut self, inside: Option<usize>) -> Option<Command> {
        let start = self.pos;
        let mut end = start;
        let mut words: Vec<Word> = Vec::new();
        let mut assignments = Vec::new();
        let mut redirects = Vec::new();
        let mut test = false;
        loop {
            self.skip_blanks();
            if test
                && self.peek() == Some(b'\n')
                && words.last().is_some_and(|w| w.text == "&&" || w.text == "||")
            {
                self.advance(1);
                continue;
            }
            let at = self.pos;
            if !test && let Some(redirect) = self.redirect() {
                redirects.push(redirect);
            } else if self.peek() == Some(b'#') && !words.is_empty() && !test {
                break;
            } else if let Some(len) =
                assignment_len(self.bytes.get(at..).unwrap_or_default()).filter(|_| words.is_empty())
            {
                let name = self.text.get(at..at + len).unwrap_or_default();
                let name = String::from_utf8_lossy(name).trim_end_matches(['=', '+']).to_owned();
                self.advance(len);
                assignments.push(Assignment { name, value: self.value() });
            } else {
                let word = self.word(test);
                if self.pos == at {
                    break;
                }
                test = if words.is_empty() { word.text == "[[" } else { test && word.text != "]]" };
                words.push(word);
                if words.len() == 1 && self.peek() == Some(b'(') && self.empty_parens() {
                    return None;
                }
            }
            end = self.pos;
        }
        let all: Vec<&Word> = words.iter().collect();
        let effective = wrappers::effective(&all);
        let mut words = words.into_iter();
        Some(Command {
            name: words.next()?,
            args: words.collect(),
            effective,
            piped: false,
            into: None,
            inside,
            assignments,
            redirects,
            span: Span::new(start, end),
        })
    }

    /// The value of an assignment: a word, an array, or nothing.
    fn value(&mut self) -> Word {
        if self.peek() != Some(b'(') {
            return self.word(false);
        }
        let start = self.pos;
        self.advance(1);
        let mut literal = true;
        loop {
            self.skip_blank_lines();
            match self.peek() {
                None => break,
                Some(b')') => break self.advance(1),
                Some(_) => {
                    let before = self.pos;
                    literal &= self.word(false).literal;
                    if self.pos == before {
                        self.advance(1);
                    }
                }
            }
        }
        let text = self.text.get(start..self.pos).unwrap_or_default();
        let text = String::from_utf8_lossy(text).into_owned();
        Word { text, span: Span::new(start, self.pos), literal }
    }

    fn redirect(&mut self) -> Option<Redirect> {
        const OPS: &[&str] = &["&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", ">>", ">|", ">&", "<", ">"];
        let digits = self.bytes.get(self.pos..)?.iter().take_while(|b| b.is_ascii_digit()).count();
        let rest = self.bytes.get(self.pos + digits..)?;
        let op = OPS.iter().find(|op| rest.starts_with(op.as_bytes()))?;
        let substitution = matches!(*op, "<" | ">") && rest.get(1) == Some(&b'(');
        if substitution || digits > 0 && op.starts_with('&') {
            return None;
        }
        self.advance(digits + op.len());
        self.skip_blanks();
        let target = self.word(false);
        if matches!(*op, "<<" | "<<-") && !target.span.is_empty() {
            self.heredocs.push(Heredoc { delimiter: target.text.clone(), dash: *op == "<<-" });
        }
        Some(Redirect { op: (*op).to_owned(), target })
    }

    /// A word, up to the first blank or operator; in `[[ … ]]` operators are words too.
    fn word(&mut self, test: bool) -> Word {
        let start = self.pos;
        let mut word = Partial::default();
        let mut globs = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\n' => break,
                b'\r' if matches!(self.peek_at(1), None | Some(b'\n')) => break,
                b'`' if self.in_backticks => break,
                b'<' | b'>' if self.peek_at(1) == Some(b'(') && !test => {
                    self.opaque(&mut word, 2, |reader| reader.substitution(Until::Paren));
                }
                b'(' if globs > 0
                    || self.pos > start && self.bytes.get(self.pos - 1).is_some_and(is_glob) =>
                {
                    globs += 1;
                    self.take(&mut word, 1);
                }
                b')' if globs > 0 => {
                    globs -= 1;
                    self.take(&mut word, 1);
                }
                b';' if test && globs == 0 => break,
                b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')' if !test && globs == 0 => break,
                _ => self.part(&mut word, false),
            }
        }
        let text = String::from_utf8_lossy(&word.text).into_owned();
        Word { text, span: Span::new(start, self.pos), literal: !word.expands }
    }

    /// Moves `len` bytes into the word.
    fn take(&mut self, word: &mut Partial, len: usize) {
        let from = self.pos;
        self.advance(len);
        word.text.extend_from_slice(self.text.get(from..self.pos).unwrap_or_default());
    }

    /// Moves into the word, as it is written, what `read` reads after an opening of `len` bytes.
    fn opaque(&mut self, word: &mut Partial, len: usize, read: impl FnOnce(&mut Self)) {
        let from = self.pos;
        self.advance(len);
        read(self);
        word.text.extend_from_slice(self.text.get(from..self.pos).unwrap_or_default());
        word.expands = true;
    }

    /// One part of a word: a byte, a quoted text, an expansion.
    fn part(&mut self, word: &mut Partial, quoted: bool) {
        if let Some(len) = self.continuation() {
            return self.advance(len);
        }
        match self.peek() {
            Some(b'\\') => {
                let special = matches!(self.peek_at(1), Some(b'$' | b'`' | b'"' | b'\\'));
                if self.peek_at(1).is_some() && (!quoted || special) {
                    self.advance(1);
                }
                self.take(word, 1);
            }
            Some(b'\'') if !quoted => {
                self.advance(1);
                while self.peek().is_some_and(|b| b != b'\'') {
                    word.expands |= self.peek() == Some(MASK);
                    self.take(word, 1);
                }
                self.advance(1);
            }
            Some(b'"') if !quoted => {
                self.advance(1);
                while self.peek().is_some_and(|b| b != b'"') {
                    self.part(word, true);
                }
                self.advance(1);
            }
            Some(b'`') => self.opaque(word, 1, |reader| reader.substitution(Until::Backtick)),
            Some(b'$') => self.dollar(word, quoted),
            Some(byte) => {
                word.expands |= byte == MASK;
                self.take(word, 1);
            }
            None => {}
        }
    }

    fn dollar(&mut self, word: &mut Partial, quoted: bool) {
        match self.peek_at(1) {
            Some(b'(') if self.arithmetic_end(2).is_some() => {
                self.opaque(word, 0, |reader| reader.arithmetic(2));
            }
            Some(b'(') => self.opaque(word, 2, |reader| reader.substitution(Until::Paren)),
            Some(b'{') => self.opaque(word, 2, |reader| reader.braces()),
            Some(b'\'') if !quoted => {
                self.advance(2);
                while self.peek().is_some_and(|b| b != b'\'') {
                    let escaped = self.peek() == Some(b'\\');
                    self.take(word, if escaped { 2 } else { 1 });
                }
                self.advance(1);
            }
            Some(b'"') if !quoted => self.advance(1),
            Some(byte) if byte.is_ascii_alphanumeric() || b"_@*#?$!-".contains(&byte) => {
                self.opaque(word, 2, |_| {});
            }
            _ => self.take(word, 1),
        }
    }

    /// The inside of `${…}`, and its brace.
    fn braces(&mut self) {
        if self.depth >= limits::SHELL_DEPTH {
            return;
        }
        self.depth += 1;
        let mut ignored = Partial::default();
        while let Some(byte) = self.peek() {
            if byte == b'}' {
                self.advance(1);
                break;
            }
            self.part(&mut ignored, false);
        }
        self.depth -= 1;
    }

    /// Whether `((` after `skip - 1` bytes begins arithmetic, and how long that is: its inner parenthesis
    /// closes right before the outer one.
    fn arithmetic_end(&self, skip: usize) -> Option<usize> {
        if self.peek_at(skip - 1) != Some(b'(') || self.peek_at(skip) != Some(b'(') {
            return None;
        }
        if self.depth >= limits::SHELL_DEPTH {
            return None;
        }
        let mut depth = 1_usize;
        for ahead in skip + 1..skip + ARITHMETIC_BYTES {
            match self.peek_at(ahead)? {
                b'(' => depth += 1,
                b')' if depth == 1 => return (self.peek_at(ahead + 1) == Some(b')')).then_some(ahead + 2),
                b')' => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// Reads over arithmetic; substitutions in it are commands all the same.
    fn arithmetic(&mut self, skip: usize) {
        let end = self.pos + self.arithmetic_end(skip).unwrap_or(skip + 1);
        self.advance(skip + 1);
        self.depth += 1;
        let mut ignored = Partial::default();
        while self.pos < end {
            if matches!(self.peek(), Some(b'$' | b'`')) {
                self.part(&mut ignored, false);
            } else {
                self.advance(1);
            }
        }
        self.depth -= 1;
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

fn is_glob(byte: &u8) -> bool {
    b"?*+@!".contains(byte)
}

/// The length of `NAME=`, `NAME+=` or `NAME[…]=` at the start.
fn assignment_len(bytes: &[u8]) -> Option<usize> {
    let mut len = bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    if len == 0 || bytes.first()?.is_ascii_digit() {
        return None;
    }
    if bytes.get(len) == Some(&b'[') {
        let line = bytes.get(len..)?.iter().take(256);
        len += line.take_while(|b| **b != b'\n').position(|b| *b == b']')? + 1;
    }
    len += usize::from(bytes.get(len) == Some(&b'+'));
    (bytes.get(len) == Some(&b'=')).then_some(len + 1)
}
