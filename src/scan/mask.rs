//! What of a file is secret, and copies of what it says that hold none of it.
//!
//! Where secrets stand, the documents and the rules say; what a place with a secret reads as, once quotes,
//! escapes and base64 are taken away, is found here, because a policy sees that and may quote it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inspect::Found;
use crate::document::{
    Data, Document, FileKind, NodeId, Precision, Step, Style, decoded, kind_of, parse, unread_secrets,
};
use crate::finding::{Redactor, ShownFile};
use crate::text::{SourceFile, Span};

/// How many secrets in one text are compared with it, before it is taken for a form of them.
const LOOKED_AT: usize = 32;

/// Masks all that is secret in a file: what the search found, what secret rules point at, and the values of
/// Kubernetes Secrets.
pub(super) fn redactor(source: &SourceFile, documents: &[Document], found: &[Found]) -> Redactor {
    let mut spans: Vec<Span> = documents.iter().flat_map(Document::secret_spans).collect();
    spans.extend(unread_secrets(source, documents));
    let secret = |f: &&Found| f.rule.points_at_secrets() && f.precision == Precision::Exact;
    for one in found.iter().filter(secret) {
        let sliced = matches!(one.at.0.last(), Some(Step::Slice(..)));
        let document = documents.get(one.document).filter(|_| !sliced);
        // A secret of several lines is shown by its key, which is no secret; what is hidden is the value.
        let value = document.map(|document| document.tree.node(document.tree.walk(&one.at).node).span);
        spans.push(value.unwrap_or(one.span));
    }
    spans.extend(aliased(documents, &spans));
    let values = other_forms(source, documents, &spans);
    Redactor::with_values(source, spans, values)
}

/// Where what a secret place repeats by an alias is written.
fn aliased(documents: &[Document], spans: &[Span]) -> Vec<Span> {
    let spans: BTreeSet<Span> = spans.iter().copied().collect();
    let mut found = Vec::new();
    for Document { tree, .. } in documents.iter().filter(|document| document.kind.is_yaml()) {
        let alias =
            |id: &NodeId| tree.node(*id).style == Style::Alias && spans.contains(&tree.node(*id).span);
        let texts: BTreeSet<&str> =
            tree.ids().into_iter().filter(alias).filter_map(|id| tree.as_str(id)).collect();
        if !texts.is_empty() {
            let same = |id: &NodeId| tree.as_str(*id).is_some_and(|text| texts.contains(text));
            found.extend(tree.ids().into_iter().filter(same).map(|id| tree.node(id).span));
        }
    }
    found
}

/// The redactor of a text that no rule was asked about.
pub fn redactor_of(source: &Arc<SourceFile>) -> Redactor {
    redactor(source, &documents_of(source), &[])
}

/// A file that no rule was asked about, as reports may show it.
pub(super) fn shown_alone(source: &Arc<SourceFile>) -> ShownFile {
    redactor_of(source).shown(source)
}

/// The documents of a text, read as its kind and as text.
fn documents_of(source: &Arc<SourceFile>) -> Vec<Document> {
    let kind = kind_of(&source.path, &source.text);
    let mut documents = if kind == FileKind::Text { Vec::new() } else { parse(source, kind).documents };
    documents.extend(parse(source, FileKind::Text).documents);
    documents
}

/// What the secrets at `spans` read as where that is not how they are written: without escapes and line breaks,
/// and decoded.
fn other_forms(source: &SourceFile, documents: &[Document], spans: &[Span]) -> Vec<String> {
    let mut sorted: Vec<Span> = spans.to_vec();
    sorted.sort();
    // The places are few and mostly apart; the furthest end so far finds one that reaches over the next ones.
    let mut furthest = 0;
    let ends: Vec<u32> = sorted
        .iter()
        .map(|span| {
            furthest = span.end.max(furthest);
            furthest
        })
        .collect();
    let mut forms: Vec<String> = Vec::new();
    for span in &sorted {
        forms.extend(decoded(source.slice(*span).trim_matches(['"', '\''])));
    }
    if sorted.is_empty() {
        return forms;
    }
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    for document in documents.iter().filter(|document| document.kind != FileKind::Text) {
        for id in document.tree.ids() {
            let (Some(text), node) = (document.tree.as_str(id), document.tree.node(id)) else { continue };
            let first = ends.partition_point(|end| *end <= node.span.start);
            let here = sorted.iter().skip(first).take_while(|span| span.start < node.span.end);
            let mut here =
                here.filter(|span| span.overlaps(node.span)).map(|span| source.slice(*span)).peekable();
            // What an alias or a merge key repeats is looked at once.
            if node.style == Style::Alias || here.peek().is_none() || !seen.insert(node.span) {
                continue;
            }
            // What stands there as it is written needs nothing more. What is much shorter is no form of the
            // secret but something that was derived from the place. Each look at a long text takes time.
            let is_form = |(number, raw): (usize, &str)| {
                text.len() * 2 >= raw.len() && (number > LOOKED_AT || !text.contains(raw))
            };
            if here.enumerate().any(is_form) {
                forms.push(text.to_owned());
                forms.extend(decoded(text));
            }
        }
    }
    forms
}

/// The document as people may see it: what is secret in it is masked, by its place and wherever it is repeated.
pub fn masked_document(document: &Document, redactor: &Redactor) -> Document {
    let mut tree = document.tree.builder();
    for id in document.tree.ids() {
        let data = masked(document, id, redactor);
        tree.node_mut(id).data = data;
    }
    Document { tree: tree.finish(document.tree.root), ..document.clone() }
}

fn masked(document: &Document, id: NodeId, redactor: &Redactor) -> Data {
    let node = document.tree.node(id);
    // A candidate says nothing of its secret, though it stands in its place.
    let inside = document.kind != FileKind::Text && is_masked(document, node.span, redactor);
    match &node.data {
        Data::String(text) if inside => Data::String("*".repeat(text.chars().count()).into()),
        Data::Number(_) | Data::Bool(_) if inside => Data::String("*".into()),
        Data::String(text) => Data::String(redactor.text(text).into()),
        Data::Map(members) => {
            let mut members = members.clone();
            for member in &mut members {
                member.key = redactor.text(&member.key).into();
            }
            Data::Map(members)
        }
        other => other.clone(),
    }
}

/// Whether all that is written at `span` is secret, but for quotes and what marks a block.
fn is_masked(document: &Document, span: Span, redactor: &Redactor) -> bool {
    let shown = redactor.slice(&document.source, span);
    redactor.hides_in(span) && !shown.chars().any(char::is_alphanumeric)
}
