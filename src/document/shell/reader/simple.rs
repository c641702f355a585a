//! Simple commands: assignments, redirects and words.

use super::super::{Assignment, Command, Redirect, Word, wrappers, written};
use super::{Reader, bodies, scripts};
use crate::document::secrets::AsRead;
use crate::text::Span;

impl Reader<'_> {
    /// A simple command. `None` if it has no name, or is the head of a function.
    pub(super) fn simple(&mut self) -> Option<usize> {
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
        let mut pieces: Vec<Vec<(usize, usize)>> = Vec::new();
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
                let (word, places) = self.word_in_pieces(test);
                if self.pos == at {
                    break;
                }
                pieces.push(places);
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
        if let Some((at, word)) = written::script(&all, effective).and_then(|at| Some((at, all.get(at)?))) {
            self.scripts.push(scripts::Script {
                expands: !word.literal,
                read: AsRead::new(word.text.clone(), pieces.swap_remove(at)),
                command: self.inside,
                depth: self.depth + 1,
            });
        }
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
        let descriptor = self.text.get(self.pos..self.pos + digits).unwrap_or_default();
        let descriptor = String::from_utf8_lossy(descriptor).into_owned();
        let usual = if op.starts_with('<') { "0" } else { "1" };
        self.advance(digits + op.len());
        self.skip_blanks();
        let target = self.word(false);
        if matches!(*op, "<<" | "<<-") && !target.span.is_empty() {
            let written = self.text.get(target.span.range()).unwrap_or_default();
            self.heredocs.push(bodies::Opening {
                delimiter: target.text.clone(),
                dash: *op == "<<-",
                expands: !written.iter().any(|byte| b"'\"\\".contains(byte)),
                command: self.inside,
            });
        }
        let written = if descriptor == usual { (*op).to_owned() } else { descriptor + op };
        Some(Redirect { op: written, target })
    }
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
