//! YAML of any kind: reading it, and the kind of file that no other kind claims.
//!
//! The kinds that are written in YAML call [`documents`] with their dialect and say which kind each document
//! is; reading, entries and edits are the same for all.

mod edit;
mod read;
mod scalar;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::{Style, Tree};
use super::{Document, FileKind, Format, Parsed, Problem, compose, kubernetes};
use crate::text::{RepoPath, SourceFile, Span};

pub(super) use edit::lower;
pub(super) use scalar::Dialect;

pub(super) const FORMAT: Format = Format {
    claims: |path, _| is_yaml(path),
    parse: |source| documents(source, Dialect::Yaml11, kind_by_content),
    lower,
    entries,
    scripts: |_| Vec::new(),
};

/// Whether the file's name says that it is YAML. Helm's lock files are, without saying so.
pub(super) fn is_yaml(path: &RepoPath) -> bool {
    let name = path.name().to_ascii_lowercase();
    name.ends_with(".yaml")
        || name.ends_with(".yml")
        || matches!(path.name(), "Chart.lock" | "requirements.lock")
}

/// What a document in a file of no special name is.
pub(super) fn kind_by_content(tree: &Tree) -> FileKind {
    if kubernetes::is_object(tree) {
        FileKind::Kubernetes
    } else if compose::is_project(tree) {
        FileKind::Compose
    } else {
        FileKind::Yaml
    }
}

/// Reads all documents of a file. Empty ones are left out; the items of a Kubernetes `List` become documents
/// of their own. An object of Kubernetes is one whatever its file is called: kubectl asks for no names.
pub(super) fn documents(source: &Arc<SourceFile>, dialect: Dialect, kind_of: fn(&Tree) -> FileKind) -> Parsed {
    let (mut read, mut problems) = read::read(source, dialect);
    let disguised = |tree: &Tree| kubernetes::is_object(tree) && kind_of(tree) != FileKind::Kubernetes;
    if dialect != Dialect::Yaml11 && read.iter().any(|document| disguised(&document.tree)) {
        let (objects, more) = read::read(source, Dialect::Yaml11);
        let mut objects: BTreeMap<Span, _> = objects.into_iter().map(|object| (object.unit, object)).collect();
        // The others stay as their own consumer reads them: an object below a workflow must not change its `on`.
        for document in read.iter_mut().filter(|document| disguised(&document.tree)) {
            if let Some(object) = objects.remove(&document.unit) {
                *document = object;
            }
        }
        problems.extend(more);
        problems.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        problems.dedup();
    }
    let kind_of = |tree: &Tree| if disguised(tree) { FileKind::Kubernetes } else { kind_of(tree) };
    Parsed { documents: unwrapped(source, read, kind_of), problems }
}

/// Reads JSON values that stand after each other, each at its place.
pub(super) fn values(source: &Arc<SourceFile>, units: &[Span], kind_of: fn(&Tree) -> FileKind) -> Parsed {
    let (mut values, mut problems) = (Vec::new(), Vec::new());
    for unit in units {
        let alone = SourceFile::new(source.path.clone(), source.slice(*unit).to_owned());
        let (read, wrong) = read::read(&alone, Dialect::Core12);
        let by = unit.start as usize;
        values.extend(read.into_iter().map(|it| read::YamlDocument { tree: it.tree.shifted(by), unit: *unit, ..it }));
        problems.extend(wrong.into_iter().map(|it| Problem { span: it.span.shifted(by), ..it }));
    }
    Parsed { documents: unwrapped(source, values, kind_of), problems }
}

/// The documents as rules see them.
fn unwrapped(
    source: &Arc<SourceFile>,
    read: Vec<read::YamlDocument>,
    kind_of: impl Fn(&Tree) -> FileKind,
) -> Vec<Document> {
    let mut documents = Vec::new();
    for document in read {
        let kind = kind_of(&document.tree);
        let trees = match kind {
            FileKind::Kubernetes => kubernetes::unwrap_lists(document.tree),
            _ if document.tree.root_node().style == Style::Missing => continue,
            _ => vec![document.tree],
        };
        for (item, tree) in trees.into_iter().enumerate() {
            documents.push(Document {
                source: Arc::clone(source),
                kind,
                part: documents.len(),
                unit: document.unit,
                item,
                tree,
                comments: Arc::clone(&document.comments),
            });
        }
    }
    documents
}

/// The members and items of a document, from the key or dash to the end of the value.
pub(super) fn entries(document: &Document) -> Vec<Span> {
    let text = &document.source.text;
    let mut found = Vec::new();
    for id in document.tree.ids() {
        for member in document.tree.members(id) {
            found.push(member.key_span.to(document.tree.node(member.value).span));
        }
        for item in document.tree.items(id) {
            let span = document.tree.node(*item).span;
            let before = text.get(..span.start as usize).unwrap_or_default();
            let start = before.trim_end().strip_suffix('-').map_or(before.len(), str::len);
            found.push(Span::new(start, span.end as usize));
        }
    }
    found
}
