//! Instructions: what the words of a logical line mean.

use std::ops::Range;

use super::heredocs::{self, Openings};
use super::lines::{Lines, Logical};
use super::words::Token;
use super::{shebang, words};
use crate::document::{Problem, Style, shell};
use crate::text::Span;

/// One instruction. What it does not have is empty.
pub(super) struct Instruction {
    /// Its name in upper case; for `ONBUILD X` that of `X`.
    pub(super) cmd: String,
    pub(super) keyword: Span,
    /// From the first keyword to its last byte, heredocs included.
    pub(super) span: Span,
    /// All its physical lines.
    pub(super) lines: Span,
    /// Everything after the keyword.
    pub(super) raw: Span,
    pub(super) onbuild: bool,
    pub(super) flags: Vec<Flag>,
    /// How RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD are written.
    pub(super) form: Option<Form>,
    /// Whether the words are a list in JSON.
    pub(super) json: bool,
    /// The words; the pairs' words are not among them.
    pub(super) args: Vec<Token>,
    pub(super) commands: Vec<shell::Command>,
    pub(super) pairs: Vec<Pair>,
    /// `ENV key value`.
    pub(super) legacy: bool,
    pub(super) value: Option<Token>,
    pub(super) heredocs: Vec<Heredoc>,
    pub(super) blank_lines: Vec<Span>,
}

impl Instruction {
    /// How many words a policy sees of it.
    pub(super) fn words(&self) -> usize {
        let commands: usize = self.commands.iter().map(|command| 1 + command.args.len()).sum();
        self.args.len() + self.pairs.len() + self.flags.len() + commands
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Shell,
    Exec,
}

/// `--name=value` or `--name`.
pub(super) struct Flag {
    pub(super) name: String,
    /// The whole flag.
    pub(super) span: Span,
    /// The value; `true` where none is written, and then its span is the flag's.
    pub(super) value: Token,
}

/// `key=value`, or a key alone.
pub(super) struct Pair {
    pub(super) span: Span,
    pub(super) key: Token,
    pub(super) value: Option<Token>,
}

pub(super) struct Heredoc {
    pub(super) delimiter: Token,
    pub(super) expands: bool,
    /// `<<-`: tabs at the start of its lines are no part of it.
    chomp: bool,
    pub(super) body: Span,
}

const KNOWN: &[&str] = &[
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// Whether there is an instruction of this name.
pub(super) fn is_known(keyword: &str) -> bool {
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(keyword))
}

struct Reader<'a, 'b> {
    text: &'a str,
    logical: Logical,
    escape: char,
    lines: &'b mut Lines<'a>,
    comments: Vec<Span>,
}

/// Reads the instruction of a logical line, with the bodies of its heredocs; and its shell comments.
pub(super) fn read<'a>(text: &'a str, logical: Logical, lines: &mut Lines<'a>) -> (Instruction, Vec<Span>) {
    Reader { text, logical, escape: lines.escape, lines, comments: Vec::new() }.read()
}

impl Reader<'_, '_> {
    fn read(mut self) -> (Instruction, Vec<Span>) {
        let all = words::trimmed(&self.logical.read.text, 0..self.logical.read.text.len());
        let (mut keyword, mut rest) = self.keyword(all.clone());
        let onbuild = self.part(&keyword).eq_ignore_ascii_case("ONBUILD") && !rest.is_empty();
        if onbuild {
            (keyword, rest) = self.keyword(rest);
        }
        let mut instruction = Instruction {
            cmd: self.part(&keyword).to_ascii_uppercase(),
            keyword: self.span(&keyword),
            span: self.span(&all),
            lines: self.logical.lines,
            raw: self.span(&rest),
            onbuild,
            flags: Vec::new(),
            form: None,
            json: false,
            args: Vec::new(),
            commands: Vec::new(),
            pairs: Vec::new(),
            legacy: false,
            value: None,
            heredocs: Vec::new(),
            blank_lines: std::mem::take(&mut self.logical.blank_lines),
        };
        if !is_known(&instruction.cmd) {
            self.problem(instruction.keyword, "unknown instruction");
        } else if rest.is_empty() && instruction.cmd != "MAINTAINER" {
            self.problem(instruction.span, &format!("{} needs an argument", instruction.cmd));
        }
        let rest = self.flags(rest, &mut instruction);
        self.meaning(rest, &mut instruction);
        if let Some(last) = instruction.heredocs.last() {
            // The delimiter's line belongs to the instruction, without its line ending.
            let end = instruction.lines.range().end;
            let tail = self.text.get(last.body.range().end..end).unwrap_or_default();
            let end = last.body.range().end + tail.trim_end_matches(['\r', '\n']).len();
            instruction.span.end = Span::empty(end).end;
            instruction.raw.end = instruction.span.end;
        }
        (instruction, self.comments)
    }

    fn part(&self, range: &Range<usize>) -> &str {
        self.logical.read.text.get(range.clone()).unwrap_or_default()
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.logical.read.span(range.start, range.end)
    }

    fn problem(&mut self, span: Span, message: &str) {
        self.lines.problems.push(Problem { span, message: message.to_owned() });
    }

    /// Splits the keyword from the rest.
    fn keyword(&self, range: Range<usize>) -> (Range<usize>, Range<usize>) {
        let len = self.part(&range).find(words::is_blank).unwrap_or(range.len());
        let end = range.start + len;
        (range.start..end, words::trimmed(&self.logical.read.text, end..range.end))
    }

    fn token(&self, range: &Range<usize>) -> Token {
        let raw = self.part(range);
        let text = words::unquote(raw, self.escape);
        Token { text, span: self.span(range), style: words::style(raw) }
    }

    fn plain_token(&self, range: &Range<usize>) -> Token {
        Token { text: self.part(range).to_owned(), span: self.span(range), style: Style::Plain }
    }

    /// Reads the flags, and returns what follows them.
    fn flags(&self, range: Range<usize>, instruction: &mut Instruction) -> Range<usize> {
        let mut end = range.start;
        for word in words::split_quoted(&self.logical.read.text, range.clone(), self.escape) {
            let Some(flag) = self.part(&word).strip_prefix("--") else { break };
            end = word.end;
            if flag.is_empty() {
                break;
            }
            let (name, value) = match flag.split_once('=') {
                Some((name, _)) => (name, Some(word.start + 2 + name.len() + 1..word.end)),
                None => (flag, None),
            };
            let span = self.span(&word);
            let value = match value {
                Some(value) => self.token(&value),
                None => Token { text: "true".to_owned(), span, style: Style::Plain },
            };
            instruction.flags.push(Flag { name: name.to_owned(), span, value });
        }
        words::trimmed(&self.logical.read.text, end..range.end)
    }

    /// Reads what follows the flags as the instruction means it.
    fn meaning(&mut self, rest: Range<usize>, instruction: &mut Instruction) {
        match instruction.cmd.as_str() {
            "RUN" | "CMD" | "ENTRYPOINT" => self.program(rest, instruction),
            "HEALTHCHECK" => {
                let (kind, rest) = self.keyword(rest);
                if !kind.is_empty() {
                    instruction.value = Some(self.plain_token(&kind));
                    if self.part(&kind).eq_ignore_ascii_case("CMD") {
                        self.program(rest, instruction);
                    }
                }
            }
            "ENV" | "LABEL" | "ARG" => self.pairs(rest, instruction),
            "USER" | "WORKDIR" | "STOPSIGNAL" | "MAINTAINER" => {
                instruction.value = (!rest.is_empty()).then(|| self.token(&rest));
            }
            "COPY" | "ADD" | "VOLUME" | "SHELL" => {
                let list = words::json_strings(&self.logical.read.text, rest.clone());
                let is_list = list.is_some();
                instruction.json = is_list;
                instruction.args = match list {
                    Some(items) => self.items(items),
                    None => self.split(rest.clone()),
                };
                if instruction.cmd == "SHELL" && !is_list && !rest.is_empty() {
                    self.problem(instruction.span, "SHELL needs a list of strings in JSON");
                }
                if matches!(instruction.cmd.as_str(), "COPY" | "ADD") && !is_list {
                    self.heredocs(instruction);
                }
            }
            "FROM" => {
                instruction.args = self.split(rest);
                let named = instruction.args.get(1).is_some_and(|a| a.text.eq_ignore_ascii_case("AS"));
                match instruction.args.len() {
                    0 | 1 => {}
                    3 if named => {}
                    _ => self.problem(instruction.span, "FROM takes an image, and optionally AS and a name"),
                }
            }
            _ => instruction.args = self.split(rest),
        }
    }

    fn split(&self, range: Range<usize>) -> Vec<Token> {
        words::split_plain(&self.logical.read.text, range).iter().map(|word| self.token(word)).collect()
    }

    fn items(&self, items: Vec<(String, Range<usize>)>) -> Vec<Token> {
        let item = |(text, range): (String, Range<usize>)| Token {
            text,
            span: self.span(&range),
            style: Style::DoubleQuoted,
        };
        items.into_iter().map(item).collect()
    }

    /// RUN, CMD, ENTRYPOINT: a list of strings, or a script.
    fn program(&mut self, rest: Range<usize>, instruction: &mut Instruction) {
        if let Some(items) = words::json_strings(&self.logical.read.text, rest.clone()) {
            instruction.form = Some(Form::Exec);
            instruction.json = true;
            instruction.commands = self.script_in_list(&items);
            instruction.args = self.items(items);
            return;
        }
        instruction.form = Some(Form::Shell);
        let split = words::split_quoted(&self.logical.read.text, rest.clone(), self.escape);
        instruction.args = split.iter().map(|word| self.token(word)).collect();
        let end = rest.end;
        if instruction.cmd == "RUN" {
            self.heredocs(instruction);
        }
        let whole = heredocs::is_opening(self.part(&rest));
        match instruction.heredocs.first().filter(|_| whole) {
            // The heredoc is all there is to run.
            Some(heredoc) => {
                let (body, chomp) = (heredoc.body, heredoc.chomp);
                let text = self.text.get(body.range()).unwrap_or_default();
                if shebang::is_foreign(text) {
                    return;
                }
                let script = if chomp { shell::read_indented(text) } else { shell::read(text) };
                self.add_script(script, instruction, |_, span| span.shifted(body.start as usize));
            }
            // The shell gets the lines of the heredocs too, and reads them by its own rules.
            None => {
                let end = if instruction.heredocs.is_empty() { end } else { self.logical.read.text.len() };
                let script = shell::read(self.part(&(rest.start..end)));
                let start = rest.start;
                self.add_script(script, instruction, |logical, span| {
                    logical.read.span(start + span.range().start, start + span.range().end)
                });
            }
        }
    }

    /// Adds a script's commands, with their places moved to the source.
    fn add_script(
        &mut self,
        script: shell::Script,
        instruction: &mut Instruction,
        place: impl Fn(&Logical, Span) -> Span,
    ) {
        let place = |span| place(&self.logical, span);
        let base = instruction.commands.len();
        for mut command in script.commands {
            command.move_spans(place);
            command.into = command.into.map(|index| index + base);
            command.inside = command.inside.map(|index| index + base);
            instruction.commands.push(command);
        }
        for span in script.comments {
            // A comment in a shell script ends with the logical line; suppressions speak of physical ones.
            let span = place(span);
            let len = self.text.get(span.range()).and_then(|text| text.find(['\r', '\n']));
            let end = len.map_or(span.range().end, |len| span.range().start + len);
            self.comments.push(Span::new(span.range().start, end));
        }
    }

    /// The commands of `["sh", "-c", "…"]`, if the script is written without escapes.
    fn script_in_list(&self, items: &[(String, Range<usize>)]) -> Vec<shell::Command> {
        let named = |(item, _): &(String, _)| shell::is_shell(item.rsplit('/').next().unwrap_or_default());
        // Something may stand before the shell that runs it: `env`, `busybox`, `tini --`.
        let mut rest = items.iter().skip_while(|item| !named(item)).skip(1);
        let is_flag = |item: &str| item.starts_with('-') && !item.starts_with("--") && item.contains('c');
        let flag = rest.find(|(item, _)| is_flag(item));
        // Options may follow the flag, and the script is behind them.
        let mut script = flag.and_then(|_| rest.next());
        while let Some((item, _)) = script
            && item.starts_with(['-', '+'])
        {
            if item.ends_with(['o', 'O']) {
                rest.next();
            }
            script = rest.next();
        }
        let Some((script, range)) = script else { return Vec::new() };
        let mut commands = shell::commands(script);
        // With escapes the places of words cannot be told: then they all are the whole item's.
        let direct = self.part(&(range.start + 1..range.end - 1)) == script;
        let place = |span: Span| match direct {
            true => self
                .logical
                .read
                .span(range.start + 1 + span.range().start, range.start + 1 + span.range().end),
            false => self.span(range),
        };
        for command in &mut commands {
            command.move_spans(place);
        }
        commands
    }

    /// `key=value` words, or the legacy `key value`.
    fn pairs(&mut self, rest: Range<usize>, instruction: &mut Instruction) {
        let split = words::split_quoted(&self.logical.read.text, rest.clone(), self.escape);
        let first_has_value = split.first().is_some_and(|word| self.part(word).contains('='));
        if instruction.cmd != "ARG" && !first_has_value && !split.is_empty() {
            let (key, value) = self.keyword(rest);
            instruction.legacy = true;
            if value.is_empty() {
                self.problem(instruction.span, "a variable needs a value");
            }
            let span = self.span(&(key.start..value.end));
            let value = (!value.is_empty()).then(|| self.token(&value));
            instruction.pairs.push(Pair { span, key: self.token(&key), value });
            return;
        }
        for word in split {
            let pair = match self.part(&word).find('=') {
                Some(at) => {
                    let key = word.start..word.start + at;
                    let value = word.start + at + 1..word.end;
                    Pair { span: self.span(&word), key: self.token(&key), value: Some(self.token(&value)) }
                }
                None => {
                    if instruction.cmd != "ARG" {
                        self.problem(self.span(&word), "a variable needs a value after =");
                    }
                    Pair { span: self.span(&word), key: self.token(&word), value: None }
                }
            };
            instruction.pairs.push(pair);
        }
    }

    /// Reads the bodies of the heredocs that the line opens, and adds their lines to it.
    fn heredocs(&mut self, instruction: &mut Instruction) {
        if !self.logical.read.text.contains("<<") {
            return;
        }
        let openings = match heredocs::openings(&self.logical.read.text) {
            Openings::Known(openings) => openings,
            Openings::Unsure => {
                return self.problem(instruction.span, "it cannot be told whether a heredoc begins here");
            }
            Openings::Broken => {
                let any = heredocs::candidates(&self.logical.read.text).any(|name| self.lines.has_end(&name));
                if any {
                    let message = "quotes or braces do not close, and so it cannot be told whether a heredoc \
                                   begins here";
                    self.problem(instruction.span, message);
                }
                return;
            }
        };
        for opening in openings {
            let span = self.span(&opening.range);
            let Some((body, end)) = self.lines.heredoc(&opening.delimiter, opening.chomp) else {
                self.problem(span, "a heredoc has no end");
                continue;
            };
            if self.lines.are_instructions(body.to(end)) {
                self.problem(span, "the lines of a heredoc are instructions to a builder without heredocs");
            }
            let mut add = |range: Range<usize>| {
                self.logical.read.push(self.text.get(range.clone()).unwrap_or_default(), range.start);
            };
            add(body.range().start.saturating_sub(1)..body.range().start);
            add(body.range());
            let line = self.text.get(end.range()).unwrap_or_default();
            let tabs = line.len() - line.trim_start_matches('\t').len();
            let at = end.range().start + if opening.chomp { tabs } else { 0 };
            add(at..at + opening.delimiter.len());
            instruction.lines.end = end.end;
            instruction.heredocs.push(Heredoc {
                delimiter: Token { text: opening.delimiter, span, style: Style::Plain },
                expands: opening.expands,
                chomp: opening.chomp,
                body,
            });
        }
    }
}
