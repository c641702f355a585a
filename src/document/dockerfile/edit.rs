//! Operations to edits. Every operation is proved by reading the edited text again: the place holds what was
//! meant, and no other instruction has changed.

mod cut;
mod proof;

use serde_json::Value as Json;

use super::Dockerfile;
use super::instruction::Instruction;
use super::quoting::{self, Context};
use crate::document::{Document, PatchError, PatchOp, Route, Step, Style};
use crate::text::{Edit, Span};

/// What an operation does to the list of instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// New instructions before the one of this number.
    Inserted(usize),
    Removed(usize),
    Changed(usize),
    /// Only a parser directive changes.
    Directive,
}

/// An operation as an edit, and what it does.
struct Lowered {
    edit: Edit,
    effect: Effect,
}

/// A step, borrowed, so that routes can be matched.
#[derive(Clone, Copy)]
enum At<'a> {
    Key(&'a str),
    Index(usize),
}
use At::{Index, Key};

pub(super) fn lower(document: &Document, ops: &[PatchOp]) -> Result<Vec<Edit>, PatchError> {
    let file = Dockerfile::read(&document.source.text);
    let editor = Editor { document, file: &file, text: &document.source.text };
    let mut lowered: Vec<Lowered> = Vec::new();
    for op in ops {
        let at = editor.canonical(op.at());
        let one = editor.lower(op, &at)?;
        proof::of_one(&editor, op, &at, &one)?;
        // The same thing may be asked for twice, as by two findings on one line.
        let again = |other: &Lowered| other.edit == one.edit && !one.edit.span.is_empty();
        if !lowered.iter().any(again) {
            lowered.push(one);
        }
    }
    proof::of_all(&editor, &lowered)?;
    Ok(lowered.into_iter().map(|one| one.edit).collect())
}

struct Editor<'a> {
    document: &'a Document,
    file: &'a Dockerfile,
    text: &'a str,
}

impl Editor<'_> {
    /// The route into the instructions of what the route names, for the parts of stages are theirs.
    fn canonical(&self, at: &Route) -> Route {
        let tree = &self.document.tree;
        let (Some([Step::Key(stages), Step::Index(stage)]), rest) = (at.0.get(..2), at.0.get(2..)) else {
            return at.clone();
        };
        if stages != "stages" {
            return at.clone();
        }
        let stage = Route(vec![Step::Key("stages".to_owned()), Step::Index(*stage)]);
        let written = |route: Route| {
            let reached = tree.walk(&route);
            (reached.depth == route.0.len()).then(|| Route::from_json(&tree.json_of(reached.node))).flatten()
        };
        let Some(from) = written(stage.key("at")) else { return at.clone() };
        let rest: Vec<At> = rest.unwrap_or_default().iter().filter_map(borrowed).collect();
        let platform = || from.key("flags").key("platform").index(0);
        match rest.as_slice() {
            [] => from,
            [Key("from")] | [Key("from"), Key("image")] => from.key("args").index(0),
            [Key("name")] => from.key("args").index(2),
            [Key("platform")] => platform(),
            [Key("user")] | [Key("user"), Key("value")] => {
                written(stage.key("user").key("at")).unwrap_or_else(|| at.clone())
            }
            _ => at.clone(),
        }
    }

    fn lower(&self, op: &PatchOp, at: &Route) -> Result<Lowered, PatchError> {
        let steps: Vec<At> = at.0.iter().filter_map(borrowed).collect();
        let missing = || PatchError::Missing(at.clone());
        let (number, rest) = match steps.as_slice() {
            [Key("instructions"), Index(number), rest @ ..] if steps.len() == at.0.len() => (*number, rest),
            [Key("directives"), Key(_)] => {
                let PatchOp::Set { value, .. } = op else {
                    return Err(unsupported("a parser directive can only be set"));
                };
                let span = self.span(at).ok_or_else(missing)?;
                return Ok(Lowered { edit: Edit { span, text: text_of(value)? }, effect: Effect::Directive });
            }
            _ => return Err(unsupported("only instructions and their parts can be edited")),
        };
        if let (PatchOp::Insert { value, .. }, []) = (op, rest) {
            return self.insert_instruction(number, value).ok_or_else(missing)?;
        }
        let instruction = self.file.instructions.get(number).ok_or_else(missing)?;
        let mut effect = Effect::Changed(number);
        let edit = match op {
            PatchOp::Set { value, .. } => self.set(instruction, at, rest, value)?,
            PatchOp::Insert { value, .. } => self.insert(instruction, at, rest, value)?,
            PatchOp::Remove { .. } => {
                let alone = matches!(rest, [Key("pairs"), Index(0)]) && instruction.pairs.len() == 1
                    || matches!(rest, [Key("ports"), Index(0)]) && instruction.args.len() == 1;
                if rest.is_empty() || alone {
                    effect = Effect::Removed(number);
                    delete(cut::lines(self.text, instruction.lines))
                } else {
                    self.remove(instruction, at, rest)?
                }
            }
            PatchOp::Replace { find, with, .. } => {
                let span = self.span(at).ok_or_else(missing)?;
                replace(self.text, span, find, with)?
            }
            PatchOp::Rename { .. } => return Err(unsupported("an instruction has no keys to rename")),
        };
        Ok(Lowered { edit, effect })
    }

    /// The span of the node at the route, if it exists.
    fn span(&self, at: &Route) -> Option<Span> {
        let reached = self.document.tree.walk(at);
        (reached.depth == at.0.len()).then(|| self.document.tree.node(reached.node).span)
    }

    fn style(&self, at: &Route) -> Style {
        self.document.tree.node(self.document.tree.walk(at).node).style
    }

    /// The line ending in use.
    fn line_ending(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text.get(..at).is_some_and(|line| line.ends_with('\r')) => "\r\n",
            _ => "\n",
        }
    }

    /// Text of a policy with the file's line endings, without one at its end.
    fn lines(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        text.trim_end_matches('\n').replace('\n', self.line_ending())
    }

    /// A new instruction before the one of this number, or after the last.
    fn insert_instruction(&self, number: usize, value: &Json) -> Option<Result<Lowered, PatchError>> {
        let ending = self.line_ending();
        let (at, behind) = match self.file.instructions.get(number) {
            Some(next) => (next.lines.range().start, false),
            None if number == self.file.instructions.len() => {
                (self.file.instructions.last()?.lines.range().end, true)
            }
            None => return None,
        };
        let open = behind && !self.text.get(..at).unwrap_or_default().ends_with('\n');
        Some(text_of(value).map(|text| {
            let text = self.lines(&text);
            let text = if open { format!("{ending}{text}") } else { format!("{text}{ending}") };
            Lowered { edit: Edit { span: Span::empty(at), text }, effect: Effect::Inserted(number) }
        }))
    }

    fn set(&self, it: &Instruction, at: &Route, rest: &[At], value: &Json) -> Result<Edit, PatchError> {
        let tree = &self.document.tree;
        if let (Some(span), Ok(text)) = (self.span(at), text_of(value))
            && tree.as_str(tree.walk(at).node) == Some(text.as_str())
            && !matches!(rest, [Key("cmd")])
        {
            return Ok(Edit { span, text: self.text.get(span.range()).unwrap_or_default().to_owned() });
        }
        match rest {
            // Blanks around it are not the instruction's, so done again it would get more of them.
            [] => {
                let text = self.lines(&text_of(value)?).trim().to_owned();
                return Ok(Edit { span: it.span, text });
            }
            [Key("raw")] => return Ok(Edit { span: it.raw, text: self.lines(&text_of(value)?) }),
            [Key("cmd")] => return Ok(Edit { span: it.keyword, text: text_of(value)? }),
            [Key("args" | "ports")] => return self.set_list(it, value),
            [Key("pairs"), Index(index)] => {
                let pair = it.pairs.get(*index).ok_or_else(|| PatchError::Missing(at.clone()))?;
                return Ok(Edit { span: pair.span, text: self.pair(value)? });
            }
            [Key("flags"), Key(name)] | [Key("flags"), Key(name), Index(0)] if self.span(at).is_none() => {
                return self.new_flag(it, name, value);
            }
            [Key("flags"), Key(_)] => {
                let first = at.index(0);
                return self.set(it, &first, &[rest, &[Index(0)]].concat(), value);
            }
            [Key("pairs"), Index(index), Key("value")] if self.span(at).is_none() => {
                let pair = it.pairs.get(*index).ok_or_else(|| PatchError::Missing(at.clone()))?;
                let text = self.word(&text_of(value)?, Context::Quotable, Style::Plain)?;
                return Ok(Edit { span: Span::empty(pair.span.range().end), text: format!("={text}") });
            }
            _ => {}
        }
        let span = self.span(at).ok_or_else(|| PatchError::Missing(at.clone()))?;
        let context = self.context(it, rest)?;
        let written = self.text.get(span.range()).unwrap_or_default();
        if let [Key("flags"), Key(name), Index(_)] = rest
            && written.starts_with("--")
        {
            // A flag without a value has nothing to replace but itself.
            let text = self.word(&text_of(value)?, context, Style::Plain)?;
            return Ok(Edit { span, text: format!("--{name}={text}") });
        }
        // A word that is quoted in part is quoted as a whole afterwards.
        let style = match self.style(at) {
            Style::Plain if written.contains(['"', '\'']) && context != Context::Rest => Style::DoubleQuoted,
            style => style,
        };
        Ok(Edit { span, text: self.word(&text_of(value)?, context, style)? })
    }

    fn word(&self, text: &str, context: Context, style: Style) -> Result<String, PatchError> {
        quoting::word(text, context, style, self.file.escape)
    }

    /// How the word at this part of the instruction may be quoted.
    fn context(&self, it: &Instruction, rest: &[At]) -> Result<Context, PatchError> {
        match rest {
            [Key("commands"), Index(_), Key("name")]
            | [Key("commands"), Index(_), Key("args"), Index(_)]
            | [Key("commands"), Index(_), Key("env"), Key(_)]
            | [Key("commands"), Index(_), Key("redirects"), Index(_), Key("target")] => Ok(Context::Shell),
            [Key("args" | "ports"), Index(_)] if it.json => Ok(Context::Json),
            [Key("args"), Index(_)] if it.form.is_some() => {
                Err(unsupported("the words of a script are edited as those of its commands"))
            }
            [Key("args" | "ports"), Index(_)] | [Key("pairs"), Index(_), Key("key")] => Ok(Context::Bare),
            [Key("flags"), Key(_), Index(_)] => Ok(Context::Quotable),
            [Key("pairs"), Index(_), Key("value")] if it.legacy => Ok(Context::Rest),
            [Key("pairs"), Index(_), Key("value")] => Ok(Context::Quotable),
            [Key("value")] => Ok(Context::Rest),
            _ => Err(unsupported("this part of an instruction cannot be set or grown")),
        }
    }

    /// All words of an instruction at once: as JSON where the instruction has a list form.
    fn set_list(&self, it: &Instruction, value: &Json) -> Result<Edit, PatchError> {
        let items = value.as_array().ok_or_else(|| unsupported("a list is needed here"))?;
        let items = items.iter().map(text_of).collect::<Result<Vec<String>, _>>()?;
        let start = match (it.args.first(), it.flags.last()) {
            _ if !it.heredocs.is_empty() => return Err(unsupported("the instruction has a heredoc")),
            (Some(_), _) if it.json || it.cmd == "HEALTHCHECK" => self.list_start(it),
            (Some(first), _) => first.span.range().start,
            (None, _) => return Err(unsupported("the instruction has no words")),
        };
        let json =
            it.json || matches!(it.cmd.as_str(), "CMD" | "ENTRYPOINT" | "RUN" | "HEALTHCHECK" | "SHELL");
        let written = items
            .iter()
            .map(|item| self.word(item, if json { Context::Json } else { Context::Bare }, Style::Plain));
        let written = written.collect::<Result<Vec<String>, _>>()?;
        let text = if json { format!("[{}]", written.join(", ")) } else { written.join(" ") };
        Ok(Edit { span: Span::new(start, it.span.range().end), text })
    }

    /// Where the list of an instruction begins: at its bracket, or at its first word.
    fn list_start(&self, it: &Instruction) -> usize {
        let first = it.args.first().map_or(it.span.end, |first| first.span.start) as usize;
        let before = self.text.get(..first).unwrap_or_default();
        if it.json { before.rfind('[').unwrap_or(first) } else { first }
    }

    /// `key=value` of `{"key": …, "value": …}` or of text.
    fn pair(&self, value: &Json) -> Result<String, PatchError> {
        let field = |name: &str| value.get(name).map(text_of).transpose();
        match (field("key")?, field("value")?) {
            (Some(key), Some(value)) => {
                let key = self.word(&key, Context::Bare, Style::Plain)?;
                let value = self.word(&value, Context::Quotable, Style::Plain)?;
                Ok(format!("{key}={value}"))
            }
            (Some(key), None) => self.word(&key, Context::Bare, Style::Plain),
            _ => Ok(self.lines(&text_of(value)?)),
        }
    }

    /// A flag after the others, or after the keyword.
    fn new_flag(&self, it: &Instruction, name: &str, value: &Json) -> Result<Edit, PatchError> {
        let value = match value {
            Json::Array(items) if items.len() == 1 => items.first().unwrap_or(value),
            _ => value,
        };
        let after = it.flags.last().map_or(it.keyword, |flag| flag.span);
        let text = self.word(&text_of(value)?, Context::Quotable, Style::Plain)?;
        Ok(Edit { span: Span::empty(after.range().end), text: format!(" --{name}={text}") })
    }

    fn insert(&self, it: &Instruction, at: &Route, rest: &[At], value: &Json) -> Result<Edit, PatchError> {
        let missing = || PatchError::Missing(at.clone());
        if let [Key("flags"), Key(name), Index(index)] = rest {
            let mut same = it.flags.iter().filter(|flag| flag.name == *name);
            return match same.nth(*index) {
                Some(next) => {
                    let text = self.word(&text_of(value)?, Context::Quotable, Style::Plain)?;
                    Ok(Edit { span: Span::empty(next.span.range().start), text: format!("--{name}={text} ") })
                }
                None => self.new_flag(it, name, value),
            };
        }
        let Some((Index(index), list)) = rest.split_last() else {
            return Err(unsupported("there is no list here to insert into"));
        };
        let (text, json) = match list {
            [Key("pairs")] => (self.pair(value)?, false),
            _ => {
                let context = self.context(it, rest)?;
                (self.word(&text_of(value)?, context, Style::Plain)?, context == Context::Json)
            }
        };
        let spans = self.list_spans(it, list).ok_or_else(missing)?;
        let gap = if json { ", " } else { " " };
        if let Some(next) = spans.get(*index) {
            return Ok(Edit { span: Span::empty(next.range().start), text: format!("{text}{gap}") });
        }
        let last = match (spans.last(), list) {
            _ if *index > spans.len() => return Err(missing()),
            (Some(last), _) => *last,
            (None, [Key("commands"), Index(command), Key("args")]) => {
                it.commands.get(*command).ok_or_else(missing)?.name.span
            }
            (None, _) => return Err(unsupported("the list is empty")),
        };
        Ok(Edit { span: Span::empty(last.range().end), text: format!("{gap}{text}") })
    }

    /// The spans of the words of a list.
    fn list_spans(&self, it: &Instruction, list: &[At]) -> Option<Vec<Span>> {
        match list {
            [Key("args" | "ports")] => Some(it.args.iter().map(|arg| arg.span).collect()),
            [Key("pairs")] => Some(it.pairs.iter().map(|pair| pair.span).collect()),
            [Key("commands"), Index(command), Key("args")] => {
                Some(it.commands.get(*command)?.args.iter().map(|arg| arg.span).collect())
            }
            _ => None,
        }
    }

    fn remove(&self, it: &Instruction, at: &Route, rest: &[At]) -> Result<Edit, PatchError> {
        let missing = || PatchError::Missing(at.clone());
        match rest {
            [Key("blank_lines"), Index(index)] => {
                return Ok(delete(*it.blank_lines.get(*index).ok_or_else(missing)?));
            }
            [Key("flags"), Key(name)] if it.flags.iter().filter(|flag| flag.name == *name).count() > 1 => {
                return Err(unsupported("the flag is given several times"));
            }
            [Key("flags"), Key(name), flag @ ..] => {
                let index = if let [Index(index)] = flag { *index } else { 0 };
                let flag =
                    it.flags.iter().filter(|flag| flag.name == *name).nth(index).ok_or_else(missing)?;
                return Ok(delete(cut::word(self.text, flag.span, self.file.escape)?));
            }
            [Key("commands"), Index(command), Key("name")] => {
                let command = it.commands.get(*command).ok_or_else(missing)?;
                return Ok(delete(cut::first_word(self.text, command.name.span)));
            }
            _ => {}
        }
        let Some((Index(index), list)) = rest.split_last() else {
            return Err(unsupported("this part of an instruction cannot be removed"));
        };
        if matches!(list, [Key("args")]) {
            self.context(it, rest)?;
        }
        let spans = self.list_spans(it, list);
        let spans = spans.ok_or_else(|| unsupported("this part of an instruction cannot be removed"))?;
        let span = *spans.get(*index).ok_or_else(missing)?;
        Ok(delete(match it.json && matches!(list, [Key("args")]) {
            true => cut::item(&spans, *index).ok_or_else(missing)?,
            false => cut::word(self.text, span, self.file.escape)?,
        }))
    }
}

fn borrowed(step: &Step) -> Option<At<'_>> {
    match step {
        Step::Key(key) => Some(Key(key)),
        Step::Index(index) => Some(Index(*index)),
        Step::Slice(..) => None,
    }
}

fn unsupported(why: &str) -> PatchError {
    PatchError::Unsupported(why.to_owned())
}

fn delete(span: Span) -> Edit {
    Edit { span, text: String::new() }
}

/// The value as text: numbers and truth values are words here.
fn text_of(value: &Json) -> Result<String, PatchError> {
    match value {
        Json::String(text) => Ok(text.clone()),
        Json::Number(number) => Ok(number.to_string()),
        Json::Bool(truth) => Ok(truth.to_string()),
        _ => Err(unsupported("a Dockerfile holds only text")),
    }
}

/// Replaces the one occurrence of `find` under the span.
fn replace(text: &str, span: Span, find: &str, with: &str) -> Result<Edit, PatchError> {
    let inside = text.get(span.range()).unwrap_or_default();
    let mut found = inside.match_indices(find);
    let at = match (found.next(), found.next()) {
        (Some((at, _)), None) if !find.is_empty() => span.range().start + at,
        (None, _) => return Err(unsupported("the text to replace is not there")),
        _ => return Err(unsupported("the text to replace is there more than once")),
    };
    Ok(Edit { span: Span::new(at, at + find.len()), text: with.to_owned() })
}
