//! From directives to the document that policies see. Every node has the place of its words.

use super::directives::{Entry, Module, Verb};
use super::lines::Token;
use super::version::{is_canonical, is_local, pseudo};
use crate::document::{NodeId, Style, Tree, TreeBuilder};
use crate::text::{SourceFile, Span};

/// Makes the tree. Lists are always there, perhaps empty; `module`, `go` and `toolchain` only if written.
pub(super) fn build(source: &SourceFile, module: &Module) -> Tree {
    let mut maker = Maker { source, module, builder: TreeBuilder::default() };
    // What is not written is shown at the module line, where a reader would look for it.
    let home = module.of(Verb::Module).next().map_or(Span::default(), |entry| module.span_of(entry));
    let mut fields = Vec::new();
    for verb in [Verb::Module, Verb::Go, Verb::Toolchain] {
        if let Some(entry) = module.of(verb).next() {
            fields.push((verb.name(), maker.entry(entry)));
        }
    }
    for verb in
        [Verb::Godebug, Verb::Require, Verb::Exclude, Verb::Replace, Verb::Retract, Verb::Tool, Verb::Ignore]
    {
        let items: Vec<NodeId> = module.of(verb).map(|entry| maker.entry(entry)).collect();
        let ends = items.first().zip(items.last());
        let span = ends.map_or(home, |(a, b)| maker.builder.node(*a).span.to(maker.builder.node(*b).span));
        fields.push((verb.name(), maker.builder.list(span, items)));
    }
    let root = maker.builder.record(source.whole(), fields);
    maker.builder.finish(root)
}

struct Maker<'a> {
    source: &'a SourceFile,
    module: &'a Module,
    builder: TreeBuilder,
}

impl Maker<'_> {
    fn entry(&mut self, entry: &Entry) -> NodeId {
        let span = self.module.span_of(entry);
        let Some(first) = entry.args.first() else { return self.builder.null(span) };
        let mut fields = Vec::new();
        match entry.verb {
            Verb::Go | Verb::Toolchain | Verb::Tool | Verb::Ignore => return self.token(first),
            Verb::Module => {
                fields.push(("path", self.token(first)));
                self.deprecated(entry, &mut fields);
            }
            Verb::Godebug => {
                let (key, value) = first.text.split_once('=').unwrap_or((&first.text, ""));
                let split = first.span.range().start + key.len();
                let bare = first.style == Style::Plain;
                let part = |from, to| if bare { Span::new(from, to) } else { first.span };
                fields.push(("key", self.builder.text(part(first.span.range().start, split), key)));
                fields.push(("value", self.builder.text(part(split + 1, first.span.range().end), value)));
            }
            Verb::Require | Verb::Exclude => {
                fields = self.versioned(&entry.args);
                if entry.verb == Verb::Require {
                    let comment = self.module.lines.get(entry.line).and_then(|line| line.comment);
                    let mark = comment.filter(|span| is_indirect(self.source.slice(*span)));
                    fields.push(("indirect", self.builder.bool(mark.unwrap_or(span), mark.is_some())));
                }
            }
            Verb::Replace => {
                let (old, new) = entry.args.split_at(entry.before_arrow.min(entry.args.len()));
                for (name, words) in [("old", old), ("new", new)] {
                    let mut parts = self.versioned(words);
                    let place =
                        words.iter().fold(words.first().map_or(span, |w| w.span), |s, w| s.to(w.span));
                    if let Some(path) = words.first().filter(|_| name == "new") {
                        parts.push(("local", self.builder.bool(path.span, is_local(&path.text))));
                    }
                    fields.push((name, self.record(place, parts)));
                }
            }
            Verb::Retract => {
                for (name, word) in ["low", "high"].into_iter().zip(&entry.args) {
                    fields.push((name, self.token(word)));
                }
                let comments = self.module.explanation(entry);
                if let Some(text) = self.explanation(&comments).filter(|text| !text.is_empty()) {
                    let place =
                        comments.iter().fold(comments.first().copied().unwrap_or(span), |s, c| s.to(*c));
                    fields.push(("rationale", self.builder.text(place, &text)));
                }
            }
        }
        self.record(span, fields)
    }

    /// A record that is shown whole: an entry is one line.
    fn record(&mut self, span: Span, fields: Vec<(&str, NodeId)>) -> NodeId {
        let id = self.builder.record(span, fields);
        self.builder.node_mut(id).style = Style::Plain;
        id
    }

    fn token(&mut self, token: &Token) -> NodeId {
        let id = self.builder.text(token.span, &token.text);
        self.builder.node_mut(id).style = token.style;
        id
    }

    /// A path, its version and what the version says about itself.
    fn versioned(&mut self, words: &[Token]) -> Vec<(&'static str, NodeId)> {
        let mut fields = Vec::new();
        if let Some(path) = words.first() {
            fields.push(("path", self.token(path)));
        }
        let Some(version) = words.get(1) else { return fields };
        fields.push(("version", self.token(version)));
        fields.push(("canonical", self.builder.bool(version.span, is_canonical(&version.text))));
        if let Some(found) = pseudo(&version.text) {
            let parts = [("base", &*found.base), ("timestamp", found.timestamp), ("commit", found.commit)];
            let parts = parts.map(|(name, text)| (name, self.builder.text(version.span, text))).into();
            fields.push(("pseudo", self.record(version.span, parts)));
        }
        fields
    }

    /// The paragraph `Deprecated: …` in the comments of the module line.
    fn deprecated(&mut self, entry: &Entry, fields: &mut Vec<(&str, NodeId)>) {
        let comments = self.module.explanation(entry);
        let Some(text) = self.explanation(&comments) else { return };
        let paragraphs = text.split("\n\n").find_map(|part| part.trim().strip_prefix("Deprecated:"));
        let (Some(message), Some(first)) = (paragraphs, comments.first()) else { return };
        let place = comments.iter().fold(*first, |span, comment| span.to(*comment));
        fields.push(("deprecated", self.builder.text(place, message.trim())));
    }

    fn explanation(&self, comments: &[Span]) -> Option<String> {
        let line = |span: &Span| self.source.slice(*span).trim_start_matches("//").trim();
        (!comments.is_empty()).then(|| comments.iter().map(line).collect::<Vec<_>>().join("\n"))
    }
}

/// Whether a comment is `// indirect`, alone or before `;`.
pub(super) fn is_indirect(comment: &str) -> bool {
    let mut words = comment.strip_prefix("//").unwrap_or(comment).split_whitespace();
    match words.next() {
        Some("indirect") => words.next().is_none(),
        Some("indirect;") => words.next().is_some(),
        _ => false,
    }
}
