//! From operations to edits of the text.
//!
//! Lines are taken away and put in whole; words are replaced where they stand. The edited text is read
//! again, and the edits are handed out only if it says exactly what was meant.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::FORMAT;
use super::directives::{Entry, Module, Verb, read};
use super::lines::Token;
use super::tree::is_indirect;
use crate::document::{Document, PatchError, PatchOp, Route, Step, Style};
use crate::text::{Edit, SourceFile, Span, apply};

/// What of the tree is derived from the rest, so that an operation neither sets nor has to foresee it.
const DERIVED: [&str; 3] = ["canonical", "local", "pseudo"];

/// Lowers operations whose routes all speak of the document as it is now.
pub(super) fn lower(document: &Document, ops: &[PatchOp]) -> Result<Vec<Edit>, PatchError> {
    let source = &document.source;
    let module = read(source);
    let mut plan =
        Plan { source, module: &module, removed: Vec::new(), edits: Vec::new(), goal: Goal::new(document) };
    for op in ops {
        plan.add(op)?;
    }
    let goal = plan.goal.finish();
    plan.remove_lines();
    let mut edits = plan.edits;
    edits.sort_by_key(|edit| edit.span);
    edits.dedup_by(|a, b| a == b && !a.span.is_empty());
    let text = apply(&source.text, &edits)
        .map_err(|_| PatchError::Unsupported("two changes touch the same words".into()))?;
    let edited = Arc::new(SourceFile::new(source.path.clone(), text));
    let parsed = (FORMAT.parse)(&edited);
    let same = parsed.documents.first().is_some_and(|new| written(new.tree.to_json()) == goal);
    if same && parsed.problems.is_empty() { Ok(edits) } else { Err(PatchError::NotEqual) }
}

/// The tree without what is derived.
fn written(mut json: Json) -> Json {
    match &mut json {
        Json::Object(map) => {
            map.retain(|key, _| !DERIVED.contains(&key.as_str()));
            map.values_mut().for_each(|value| *value = written(value.take()));
        }
        Json::Array(items) => items.iter_mut().for_each(|item| *item = written(item.take())),
        _ => {}
    }
    json
}

/// What the document shall say afterwards. Indices are those of the document as it was.
struct Goal {
    json: Json,
    removed: Vec<(Verb, usize)>,
    inserted: Vec<(Verb, usize, Json)>,
}

impl Goal {
    fn new(document: &Document) -> Self {
        Self { json: written(document.tree.to_json()), removed: Vec::new(), inserted: Vec::new() }
    }

    fn set(&mut self, at: &Route, value: Json) -> Result<(), PatchError> {
        let mut place = &mut self.json;
        for step in &at.0 {
            let next = match step {
                Step::Key(key) => match place {
                    Json::Object(map) => Some(map.entry(key.as_str()).or_insert(Json::Null)),
                    _ => None,
                },
                Step::Index(index) => place.get_mut(*index),
                Step::Slice(..) => None,
            };
            place = next.ok_or_else(|| PatchError::Missing(at.clone()))?;
        }
        *place = value;
        Ok(())
    }

    fn finish(&mut self) -> Json {
        let mut json = self.json.take();
        let Json::Object(map) = &mut json else { return json };
        for (verb, _) in self.removed.iter().filter(|(verb, _)| verb.is_single()) {
            map.shift_remove(verb.name());
        }
        for (name, list) in map.iter_mut() {
            let (Some(verb), Json::Array(items)) = (Verb::from_name(name), list) else { continue };
            let old = std::mem::take(items);
            let count = old.len();
            let before = |index: usize| {
                let here =
                    self.inserted.iter().filter(move |(v, at, _)| *v == verb && (*at).min(count) == index);
                here.map(|(_, _, value)| value.clone()).collect::<Vec<_>>()
            };
            let mut new = Vec::new();
            for (index, item) in old.into_iter().enumerate() {
                new.extend(before(index));
                if !self.removed.contains(&(verb, index)) {
                    new.push(item);
                }
            }
            new.extend(before(count));
            *items = new;
        }
        json
    }
}

struct Plan<'a> {
    source: &'a SourceFile,
    module: &'a Module,
    /// Lines to take away.
    removed: Vec<usize>,
    edits: Vec<Edit>,
    goal: Goal,
}

impl<'a> Plan<'a> {
    fn add(&mut self, op: &PatchOp) -> Result<(), PatchError> {
        match op {
            PatchOp::Set { at, value } => self.set(at, value),
            PatchOp::Insert { at, value } => self.insert(at, value),
            PatchOp::Remove { at } => self.remove(at),
            PatchOp::Replace { at, find, with } => {
                let (entry, field) = self.entry(at)?;
                let old = self.token(entry, &field).map(|token| token.text.clone());
                let old = old.ok_or_else(|| unsupported("only a word of a directive can be replaced"))?;
                if find.is_empty() || old.matches(find.as_str()).count() != 1 {
                    return Err(unsupported("the text to replace must be there exactly once"));
                }
                self.set(at, &old.replacen(find.as_str(), with, 1).into())
            }
            PatchOp::Rename { .. } => Err(unsupported("a directive cannot be renamed")),
        }
    }

    /// The entry a route leads into, and the steps that are left.
    fn entry(&self, at: &Route) -> Result<(&'a Entry, Vec<&'static str>), PatchError> {
        let missing = || PatchError::Missing(at.clone());
        let Some((Step::Key(name), rest)) = at.0.split_first() else {
            return Err(unsupported("a whole go.mod cannot be changed at once"));
        };
        let verb = Verb::from_name(name).ok_or_else(missing)?;
        let (index, rest) = match (verb.is_single(), rest.split_first()) {
            (true, _) => (0, rest),
            (false, Some((Step::Index(index), rest))) => (*index, rest),
            (false, _) => return Err(unsupported("only one entry of a list can be changed at once")),
        };
        let entry = self.module.of(verb).nth(index).ok_or_else(missing)?;
        let known = ["path", "version", "indirect", "old", "new", "low", "high", "key", "value"];
        let field = |step: &Step| match step {
            Step::Key(key) => known.into_iter().find(|known| known == key),
            _ => None,
        };
        let fields = rest.iter().map(field).collect::<Option<Vec<_>>>();
        Ok((
            entry,
            fields.ok_or_else(|| unsupported("this field follows from others and cannot be changed"))?,
        ))
    }

    /// The word that a field of an entry is written as.
    fn token(&self, entry: &'a Entry, field: &[&str]) -> Option<&'a Token> {
        let index = match (entry.verb, field) {
            (Verb::Go | Verb::Toolchain | Verb::Tool | Verb::Ignore, []) | (Verb::Module, ["path"]) => 0,
            (Verb::Require | Verb::Exclude, ["path"]) | (Verb::Retract, ["low"]) => 0,
            (Verb::Require | Verb::Exclude, ["version"]) | (Verb::Retract, ["high"]) => 1,
            (Verb::Replace, ["old", "path"]) => 0,
            (Verb::Replace, ["old", "version"]) if entry.before_arrow == 2 => 1,
            (Verb::Replace, ["new", "path"]) => entry.before_arrow,
            (Verb::Replace, ["new", "version"]) => entry.before_arrow + 1,
            _ => return None,
        };
        entry.args.get(index)
    }

    fn set(&mut self, at: &Route, value: &Json) -> Result<(), PatchError> {
        if let (Json::Object(fields), [Step::Key(_), Step::Index(_), ..]) = (value, at.0.as_slice()) {
            return fields.iter().try_for_each(|(key, value)| self.set(&at.key(key), value));
        }
        let (entry, field) = match (self.entry(at), at.0.as_slice()) {
            (Err(PatchError::Missing(_)), [Step::Key(key)]) if key == "go" || key == "toolchain" => {
                return self.add_single(key, value);
            }
            (found, _) => found?,
        };
        if let (Verb::Require, ["indirect"], Json::Bool(mark)) = (entry.verb, field.as_slice(), value) {
            self.mark_indirect(entry, *mark);
            return self.goal.set(at, value.clone());
        }
        let text = value.as_str().ok_or_else(|| unsupported("the new value must be text"))?;
        if let (Verb::Godebug, ["value"], Some(token)) = (entry.verb, field.as_slice(), entry.args.first()) {
            let key = token.text.split_once('=').map_or("", |(key, _)| key);
            self.edits.push(Edit { span: token.span, text: quoted(&format!("{key}={text}"))? });
            return self.goal.set(at, value.clone());
        }
        let token = self.token(entry, &field).ok_or_else(|| PatchError::Missing(at.clone()))?;
        let keep = token.style != Style::Plain && !text.contains(['"', '`', '\\']);
        let written = match token.style {
            Style::SingleQuoted if keep => format!("`{text}`"),
            Style::DoubleQuoted if keep => format!("\"{text}\""),
            _ => quoted(text)?,
        };
        self.edits.push(Edit { span: token.span, text: written });
        self.goal.set(at, value.clone())
    }

    /// Writes a `go` or `toolchain` line where there is none: after the `go` line, else the module line.
    fn add_single(&mut self, name: &str, value: &Json) -> Result<(), PatchError> {
        let text = value.as_str().ok_or_else(|| unsupported("the new value must be text"))?;
        let verbs: &[Verb] = if name == "go" { &[Verb::Module] } else { &[Verb::Go, Verb::Module] };
        let anchor = verbs.iter().find_map(|verb| self.module.of(*verb).next());
        let anchor = anchor.ok_or_else(|| unsupported("there is no module line to write it under"))?;
        let last =
            anchor.block.and_then(|block| self.module.blocks.get(block)).map_or(anchor.line, |b| b.close);
        let newline = self.newline();
        self.put_after(last, &format!("{newline}{name} {}", quoted(text)?));
        self.goal.set(&Route::root().key(name), value.clone())
    }

    fn mark_indirect(&mut self, entry: &Entry, mark: bool) {
        let Some(line) = self.module.lines.get(entry.line) else { return };
        let end = line.words().map_or(0, |span| span.range().end);
        let edit = match line.comment {
            None if mark => Edit { span: Span::empty(end), text: " // indirect".into() },
            Some(comment) if mark && !is_indirect(self.source.slice(comment)) => {
                let text = self.source.slice(comment).trim_start_matches("//").trim();
                Edit { span: comment, text: format!("// indirect; {text}") }
            }
            Some(comment) if !mark && is_indirect(self.source.slice(comment)) => {
                match self.source.slice(comment).split_once("indirect;") {
                    Some((_, rest)) => Edit { span: comment, text: format!("// {}", rest.trim()) },
                    None => Edit { span: Span::new(end, comment.range().end), text: String::new() },
                }
            }
            _ => return,
        };
        self.edits.push(edit);
    }

    fn insert(&mut self, at: &Route, value: &Json) -> Result<(), PatchError> {
        let (verb, index) = match at.0.as_slice() {
            [Step::Key(key)] => (Verb::from_name(key), usize::MAX),
            [Step::Key(key), Step::Index(index)] => (Verb::from_name(key), *index),
            _ => (None, 0),
        };
        let verb = verb.filter(|verb| matches!(verb, Verb::Require | Verb::Exclude));
        let verb = verb.ok_or_else(|| unsupported("only require and exclude entries can be added"))?;
        let field = |name: &str| value.get(name).and_then(Json::as_str);
        let known =
            |map: &Map<String, Json>| map.keys().all(|key| ["path", "version", "indirect"].contains(&&**key));
        let (Some(path), Some(version), true) =
            (field("path"), field("version"), value.as_object().is_some_and(known))
        else {
            return Err(unsupported("a new entry needs a path and a version"));
        };
        let indirect = value.get("indirect").and_then(Json::as_bool).unwrap_or(false);
        let comment = if indirect { " // indirect" } else { "" };
        let words = format!("{} {}{comment}", quoted(path)?, quoted(version)?);
        let mut goal = serde_json::json!({ "path": path, "version": version });
        if verb == Verb::Require {
            goal["indirect"] = indirect.into();
        }
        let entries: Vec<&Entry> = self.module.of(verb).collect();
        let newline = self.newline();
        match (entries.get(index), entries.last()) {
            (Some(next), _) => {
                let first = self.module.leading_comments(next.line, next.block).first().copied();
                let start = self.line(first.unwrap_or(next.line)).range().start;
                let text = self.like(next, &words);
                self.edits.push(Edit { span: Span::empty(start), text: format!("{text}{newline}") });
            }
            (None, Some(last)) => self.put_after(last.line, &self.like(last, &words)),
            (None, None) => {
                let last = self.module.lines.iter().rposition(|line| !line.tokens.is_empty());
                let text = format!("{newline}{} {words}", verb.name());
                self.put_after(last.unwrap_or(0), &text);
            }
        }
        self.goal.inserted.push((verb, index, goal));
        Ok(())
    }

    /// `words` written as the line of `entry` is: indented in a block, else after the verb.
    fn like(&self, entry: &Entry, words: &str) -> String {
        let line = self.source.slice(self.line(entry.line));
        let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
        match entry.block {
            Some(_) => format!("{indent}{words}"),
            None => format!("{}{} {words}", indent.trim_start_matches('\u{feff}'), entry.verb.name()),
        }
    }

    /// Puts a new line after line `number`, also when that is the last and has no ending.
    fn put_after(&mut self, number: usize, text: &str) {
        let span = self.line(number);
        let newline = self.newline();
        let text = match self.source.slice(span).ends_with('\n') {
            true => format!("{text}{newline}"),
            false => format!("{newline}{text}"),
        };
        self.edits.push(Edit { span: Span::empty(span.range().end), text });
    }

    fn remove(&mut self, at: &Route) -> Result<(), PatchError> {
        let (entry, field) = self.entry(at)?;
        if field == ["indirect"] {
            return self.set(at, &Json::Bool(false));
        }
        if !field.is_empty() || entry.verb == Verb::Module {
            return Err(unsupported("only a whole directive can be removed, and never the module line"));
        }
        // A retraction's comments are its reason; they must not become the next one's.
        if entry.verb == Verb::Retract {
            self.removed.extend(self.module.leading_comments(entry.line, entry.block));
        }
        self.removed.push(entry.line);
        let index = match at.0.get(1) {
            Some(Step::Index(index)) => *index,
            _ => 0,
        };
        self.goal.removed.push((entry.verb, index));
        Ok(())
    }

    /// Turns the lines to take away into edits, with the blocks that they leave empty.
    fn remove_lines(&mut self) {
        for block in &self.module.blocks {
            let inside = block.open + 1..block.close;
            let empty = |line: usize| {
                let blank =
                    self.module.lines.get(line).is_some_and(|l| l.tokens.is_empty() && l.comment.is_none());
                blank || self.removed.contains(&line)
            };
            let inserted = |edit: &Edit| edit.span.is_empty() && block.span.contains(edit.span);
            if inside.clone().any(|line| self.removed.contains(&line))
                && inside.clone().all(empty)
                && !self.edits.iter().any(inserted)
            {
                self.removed.extend(block.open..=block.close);
            }
        }
        self.removed.sort_unstable();
        self.removed.dedup();
        let mut rest = self.removed.as_slice();
        while let Some(first) = rest.first().copied() {
            let run = rest.iter().zip(first..).take_while(|(line, expected)| **line == *expected).count();
            let mut last = first + run.saturating_sub(1);
            rest = rest.get(run..).unwrap_or_default();
            // Two blank lines must not become neighbours; one of them goes too.
            if self.is_blank(last + 1)
                && (first == 0 || self.is_blank(first - 1))
                && !rest.contains(&(last + 1))
            {
                last += 1;
            }
            let mut span = self.line(first).to(self.line(last));
            // A byte order mark is the file's, not the first line's.
            if first == 0 && self.source.text.starts_with('\u{feff}') {
                span.start = 3;
            }
            self.edits.push(Edit { span, text: String::new() });
        }
    }

    fn is_blank(&self, line: usize) -> bool {
        self.module.lines.get(line).is_some_and(|l| {
            l.tokens.is_empty()
                && l.comment.is_none()
                && self.source.slice(l.span).trim().is_empty()
                && !l.span.is_empty()
        })
    }

    fn line(&self, number: usize) -> Span {
        self.source.lines.span_of(number)
    }

    fn newline(&self) -> &'static str {
        if self.source.text.contains("\r\n") { "\r\n" } else { "\n" }
    }
}

/// A word as the file must write it: bare if it can be, else as a raw or an interpreted string.
fn quoted(text: &str) -> Result<String, PatchError> {
    if text.chars().any(char::is_control) {
        return Err(unsupported("a word of go.mod cannot hold a control character"));
    }
    let special = |c: char| c.is_whitespace() || "\"'`()[]{},".contains(c);
    let bare = !text.is_empty()
        && !text.contains(special)
        && !text.contains("//")
        && !text.contains("/*")
        && text != "=>";
    Ok(match text {
        _ if bare => text.to_owned(),
        _ if !text.contains('`') => format!("`{text}`"),
        _ => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    })
}

fn unsupported(why: &str) -> PatchError {
    PatchError::Unsupported(why.into())
}
