//! Turns other tools' ignores into ours, where they accept something here. No file is written.
//!
//! What a comment covers stays what it covered: one above an instruction becomes one above it, one for a
//! whole file becomes an entry of `gatecheck.yaml` for that file, an annotation becomes ours on the same
//! object. Names that accept nothing here are left to the tool they were written for.

use std::collections::{BTreeMap, BTreeSet};

use super::{Peer, PeerForm, PeerIgnore, accepted_by};
use crate::document::{Document, PatchOp, Route, Step, Style};
use crate::finding::Finding;
use crate::finding::suppress::{ANNOTATION, MayIgnore, parse};
use crate::text::{Edit, SourceFile, Span};

/// What becomes of one file's ignores.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The edits of the file.
    pub edits: Vec<Edit>,
    /// What the configuration has to accept in the file, since no comment can.
    pub accepted: Vec<Accepted>,
    /// How many names were turned into ours.
    pub count: usize,
    /// What stays as it is.
    pub left: Vec<LeftAlone>,
}

/// A rule that is accepted in a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The rule's id.
    pub rule: String,
    /// Why.
    pub reason: String,
}

/// Another tool's ignore that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftAlone {
    /// Where it stands.
    pub span: Span,
    /// How it is written.
    pub written: String,
    /// Why it stays.
    pub why: String,
}

/// Turns the ignores of one file into ours. `findings` are those of the file that are open without them;
/// `known` says whether some rule is what a tool calls by an id.
pub fn migrate(
    documents: &[Document],
    ignores: &[PeerIgnore],
    findings: &[&Finding],
    may_ignore: &MayIgnore<'_>,
    known: &dyn Fn(Peer, &str) -> bool,
) -> Migrated {
    let Some(source) = documents.first().map(|document| &document.source) else { return Migrated::default() };
    let mut used: BTreeMap<(usize, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        if let Some((ignore, id)) = accepted_by(finding, ignores, may_ignore)
            && let Some(at) = ignores.iter().position(|one| std::ptr::eq(one, ignore))
        {
            used.entry((at, id)).or_default().push(finding);
        }
    }
    let mut out = Migrated::default();
    let mut noted: BTreeMap<usize, Vec<Part<'_>>> = BTreeMap::new();
    for (at, ignore) in ignores.iter().enumerate() {
        let of = |id: &&String| used.contains_key(&(at, id.as_str()));
        let (ids, rest): (Vec<&String>, Vec<&String>) = ignore.ids.iter().partition(of);
        for id in &rest {
            let why = match known(ignore.peer, id) {
                true => "nothing is found here that it accepts",
                false => "no rule is known by this name",
            };
            out.leave(ignore, ignore.written(id), why);
        }
        if ids.is_empty() {
            continue;
        }
        let here: Vec<&Finding> =
            ids.iter().filter_map(|id| used.get(&(at, id.as_str()))).flatten().copied().collect();
        let part = Part { ignore, ids, rest, here };
        match &ignore.form {
            PeerForm::Annotation { part: document, .. } => noted.entry(*document).or_default().push(part),
            _ => match part.in_comment(source, documents) {
                Ok(done) => out.take(&part, done),
                Err(why) => out.leave(ignore, part.written(), why),
            },
        }
    }
    for (place, parts) in noted {
        let document = documents.iter().find(|document| document.part == place);
        let edits = document.ok_or_else(String::new).and_then(|document| annotate(document, &parts));
        for (i, part) in parts.iter().enumerate() {
            match &edits {
                Ok(edits) if i == 0 => out.take(part, (edits.clone(), Vec::new())),
                Ok(_) => out.take(part, Default::default()),
                Err(why) => out.leave(part.ignore, part.written(), why),
            }
        }
    }
    out
}

type Done = (Vec<Edit>, Vec<Accepted>);

impl Migrated {
    fn take(&mut self, part: &Part<'_>, (edits, accepted): Done) {
        self.count += part.ids.len();
        self.edits.extend(edits);
        self.accepted.extend(accepted);
    }

    fn leave(&mut self, ignore: &PeerIgnore, written: String, why: &str) {
        self.left.push(LeftAlone { span: ignore.span, written, why: why.to_owned() });
    }
}

/// An ignore, which of its ids accept something here, which do not, and what they accept.
struct Part<'a> {
    ignore: &'a PeerIgnore,
    ids: Vec<&'a String>,
    rest: Vec<&'a String>,
    here: Vec<&'a Finding>,
}

impl Part<'_> {
    /// The rules whose findings it accepts.
    fn rules(&self) -> BTreeSet<&str> {
        self.here.iter().map(|finding| finding.rule.id.as_str()).collect()
    }

    fn written(&self) -> String {
        let ids: Vec<&str> = self.ids.iter().map(|id| id.as_str()).collect();
        self.ignore.written(&ids.join(","))
    }

    fn reason(&self) -> String {
        let from = || format!("migrated from {}", self.written());
        self.ignore.reason.clone().unwrap_or_else(from)
    }

    /// Our comment in its place.
    fn comment(&self) -> String {
        let rules: Vec<&str> = self.rules().into_iter().collect();
        format!("# gatecheck: ignore[{}] -- {}", rules.join(", "), self.reason())
    }

    /// What is left of the other tool's comment.
    fn remainder(&self) -> Option<String> {
        if self.rest.is_empty() {
            return None;
        }
        let rest: Vec<&str> = self.rest.iter().map(|id| id.as_str()).collect();
        let reason = self.ignore.reason.as_deref();
        let before = match self.ignore.peer {
            Peer::Hadolint => " # ",
            Peer::Checkov => ":",
            Peer::Zizmor | Peer::KubeLinter => " ",
        };
        let reason = reason.map(|reason| format!("{before}{reason}")).unwrap_or_default();
        Some(format!("# {}{reason}", self.ignore.written(&rest.join(","))))
    }

    fn in_comment(&self, source: &SourceFile, documents: &[Document]) -> Result<Done, &'static str> {
        let span = self.ignore.span;
        let words = source.slice(span).trim_start_matches('#').trim_start();
        if !words.starts_with(self.ignore.words.split(' ').next().unwrap_or_default()) {
            return Err("other words stand before it");
        }
        let line = line_of(source, span);
        let own = source.text.get(line.range().start..span.range().start).is_some_and(is_blank);
        match self.ignore.form {
            PeerForm::Above => Ok((self.above(source, span, line), Vec::new())),
            PeerForm::WholeFile => {
                let reason = self.reason();
                let accepted = self
                    .rules()
                    .into_iter()
                    .map(|rule| Accepted { rule: rule.to_owned(), reason: reason.clone() });
                Ok((vec![self.shortened(source, span, line, own)], accepted.collect()))
            }
            _ => {
                let on_line =
                    |it: &&Finding| line.start <= it.location.span.start && it.location.span.start < line.end;
                if !own && self.rest.is_empty() && self.here.iter().all(on_line) {
                    return Ok((
                        vec![Edit { span: without_return(source, span), text: self.comment() }],
                        Vec::new(),
                    ));
                }
                let step = documents
                    .iter()
                    .flat_map(super::steps)
                    .find(|step| step.start <= span.start && line.start < step.end);
                let step = step.ok_or("its place has no comment of ours that covers the same")?;
                let first = line_of(source, step);
                let before = source.text.get(first.range().start..step.range().start).unwrap_or_default();
                let Some(indent) = before.trim_end().strip_suffix('-').filter(|indent| is_blank(indent))
                else {
                    return Err("its step does not begin on a line of its own");
                };
                let above = insertion(source, first, indent, &self.comment());
                Ok((vec![above, self.shortened(source, span, line, own)], Vec::new()))
            }
        }
    }

    /// Ours on a line of its own, above what is left of the other.
    fn above(&self, source: &SourceFile, span: Span, line: Span) -> Vec<Edit> {
        let span = without_return(source, span);
        match self.remainder() {
            None => vec![Edit { span, text: self.comment() }],
            Some(rest) => {
                let indent = source.text.get(line.range().start..span.range().start).unwrap_or_default();
                vec![
                    insertion(source, line, indent.trim_start_matches('\u{feff}'), &self.comment()),
                    Edit { span, text: rest },
                ]
            }
        }
    }

    /// What is left of the other tool's comment in its place; nothing at all, with its line, if nothing is.
    fn shortened(&self, source: &SourceFile, span: Span, line: Span, own: bool) -> Edit {
        let start = line.range().start;
        let before = source.text.get(start..span.range().start).unwrap_or_default();
        match self.remainder() {
            Some(rest) => Edit { span: without_return(source, span), text: rest },
            None if own => {
                Edit { span: Span { start: line.start + mark(before), ..line }, text: String::new() }
            }
            None => {
                let span = without_return(source, span);
                let start = start + before.trim_end().len();
                Edit { span: Span::new(start, span.range().end), text: String::new() }
            }
        }
    }
}

/// The edits that turn annotations of one object into ours.
fn annotate(document: &Document, parts: &[Part<'_>]) -> Result<Vec<Edit>, String> {
    let mut rules: Vec<String> = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    let ours = document.tree.at(&["metadata", "annotations", ANNOTATION]);
    if let Some(text) = ours.map(|id| document.tree.as_str(id).unwrap_or_default()) {
        let read = parse::annotation(text).map_err(|_| format!("{ANNOTATION} beside it is malformed"))?;
        if read.until.is_some() {
            return Err(format!("{ANNOTATION} beside it has an end"));
        }
        rules.extend(read.rules.iter().map(|(rule, _)| rule.to_string()));
        reasons.extend(read.reason);
    }
    let mut keys = Vec::new();
    for part in parts {
        rules.extend(part.rules().into_iter().map(str::to_owned));
        reasons.push(part.reason());
        if let PeerForm::Annotation { key, .. } = &part.ignore.form {
            keys.push(key.as_str());
        }
    }
    let mut seen = BTreeSet::new();
    rules.retain(|rule| seen.insert(rule.clone()));
    let mut seen = BTreeSet::new();
    reasons.retain(|reason| seen.insert(reason.clone()));
    let value = format!("{} -- {}", rules.join(", "), reasons.join("; "));
    // The first of them becomes ours in its place, so that a comment beside it stays.
    let in_place = keys.first().filter(|_| ours.is_none()).and_then(|key| rewritten(document, key, &value));
    let gone = keys.iter().skip(usize::from(in_place.is_some()));
    let mut ops: Vec<PatchOp> = gone.map(|key| PatchOp::Remove { at: annotation(key) }).collect();
    if in_place.is_none() {
        ops.push(PatchOp::Set { at: annotation(ANNOTATION), value: value.into() });
    }
    let mut edits = document.lower(&ops).map_err(|error| error.to_string())?;
    edits.extend(in_place.into_iter().flatten());
    Ok(edits)
}

/// The edits that give an annotation another key and value where it stands.
fn rewritten(document: &Document, key: &str, value: &str) -> Option<Vec<Edit>> {
    let tree = &document.tree;
    let member = tree.member(tree.at(&["metadata", "annotations"])?, key)?;
    let node = tree.node(member.value);
    let plain = matches!(node.style, Style::Plain | Style::SingleQuoted | Style::DoubleQuoted);
    let quoted = document.source.slice(member.key_span).starts_with(['"', '\'']);
    let key = if quoted { format!("\"{ANNOTATION}\"") } else { ANNOTATION.to_owned() };
    // JSON is YAML, so a text in JSON's quotes reads back as it is.
    let text = serde_json::to_string(value).ok()?;
    plain.then(|| vec![Edit { span: member.key_span, text: key }, Edit { span: node.span, text }])
}

fn annotation(key: &str) -> Route {
    ["metadata", "annotations", key].into_iter().map(|key| Step::Key(key.to_owned())).collect()
}

fn line_of(source: &SourceFile, span: Span) -> Span {
    source.lines.span_of(source.lines.line_of(span.range().start))
}

fn is_blank(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}

/// How long the byte order mark is that the text begins with.
fn mark(text: &str) -> u32 {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}

/// The comment without the carriage return that some kinds count into it.
fn without_return(source: &SourceFile, span: Span) -> Span {
    let text = source.slice(span).trim_end_matches('\r');
    Span::new(span.range().start, span.range().start + text.len())
}

/// A line of its own above `line`, with the line ending that `line` has.
fn insertion(source: &SourceFile, line: Span, indent: &str, text: &str) -> Edit {
    let written = source.slice(line);
    let ending = if written.ends_with("\r\n") { "\r\n" } else { "\n" };
    let at = line.range().start + if written.starts_with('\u{feff}') { 3 } else { 0 };
    Edit { span: Span::empty(at), text: format!("{indent}{text}{ending}") }
}
